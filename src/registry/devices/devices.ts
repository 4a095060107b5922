import { InputError } from "../../model/index.js";
import type { Actor } from "../access/actor.js";
import { insertAudit } from "../access/audit.js";
import {
  removeDevice,
  selectDevice,
  selectDevices,
  touchDevice,
  upsertCalibration,
  type Device,
  type DeviceSummary,
} from "../catalog/index.js";
import { decodePlace, encodeCursor } from "../cursor.js";
import type { Database } from "../database.js";
import { checkDeviceName, isDeviceName } from "../names.js";
import { checkLimit, DEFAULT_PAGE, pageOf, type Page } from "../page.js";
import { checkCalibrations, type Calibration } from "./calibration.js";

/** The most calibrations that a device has. */
export const MAX_CALIBRATIONS = 1000;

/**
 * Machines on which networks were timed. Their names are the registry's own, not an owner's. Every method that takes
 * a name throws `invalid-name`.
 */
export class Devices {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Keeps what was timed on a device, which is made if it is the first; of the same architecture, dtype, batch and
   * threads the newest alone. All or none. Throws `invalid-request` naming what is wrong.
   */
  async calibrate(name: string, calibrations: readonly Calibration[], actor: Actor): Promise<Device> {
    checkDeviceName(name);
    const checked = checkCalibrations(calibrations);
    return this.#database.transaction(async (tx) => {
      await touchDevice(tx, name);
      for (const calibration of checked) {
        await upsertCalibration(tx, name, calibration);
      }
      const device = await selectDevice(tx, name);
      if (device === undefined) {
        throw new Error(`no row for the device ${name} after inserting it`);
      }
      if (device.calibrations.length > MAX_CALIBRATIONS) {
        throw new InputError("invalid-request", `${name} would have over ${MAX_CALIBRATIONS} calibrations`, {
          field: "calibrations",
          fix: "Delete the device and calibrate it anew, or name another.",
        });
      }
      const detail = { device: name, calibrations: checked.length };
      await insertAudit(tx, actor, { action: "device.calibrate", detail });
      return device;
    });
  }

  /** The device of that name. Throws `device-not-found`. */
  async get(name: string): Promise<Device> {
    checkDeviceName(name);
    const device = await selectDevice(this.#database, name);
    if (device === undefined) {
      throw deviceNotFound(name);
    }
    return device;
  }

  /** Devices by name. Throws `invalid-request` for a wrong cursor or limit. */
  async list(
    query: { cursor?: string | undefined; limit?: number | undefined } = {},
  ): Promise<Page<DeviceSummary>> {
    const { cursor, limit = DEFAULT_PAGE } = query;
    checkLimit(limit);
    const after = cursor === undefined ? undefined : decodePlace("device", cursor, isDeviceName);
    const found = await selectDevices(this.#database, after, limit + 1);
    return pageOf(found, limit, (last) => encodeCursor("device", last.name));
  }

  /** Deletes a device and what was timed on it. Throws `device-not-found`. */
  async delete(name: string, actor: Actor): Promise<void> {
    checkDeviceName(name);
    await this.#database.transaction(async (tx) => {
      if (!(await removeDevice(tx, name))) {
        throw deviceNotFound(name);
      }
      await insertAudit(tx, actor, { action: "device.delete", detail: { device: name } });
    });
  }
}

function deviceNotFound(name: string): InputError {
  return new InputError("device-not-found", `there is no device ${name}: nothing was timed on it yet`, {
    field: "device",
    value: name,
    fix: `Run learngene calibrate OWNER/NAME --device ${name} there, or list the devices there are.`,
  });
}

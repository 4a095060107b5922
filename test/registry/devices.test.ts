import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Devices, theProgram, type Calibration, type Database } from "../../src/registry/index.js";
import { migrate } from "../../src/registry/index.js";
import { tinyCalibration } from "../support/calibrations.js";
import { openTestDatabase } from "../support/databases.js";
import { expectInputError } from "../support/errors.js";

let database: Database;
let devices: Devices;
const audit = () =>
  database.query<{ action: string; detail: unknown }>("select action, detail from audit order by id");

beforeAll(async () => {
  database = await openTestDatabase();
  await migrate(database);
  devices = new Devices(database);
});
afterAll(() => database.close());

describe("a device", () => {
  it("keeps what was timed on it, of one way of running the newest", async () => {
    const [one, eight] = [tinyCalibration(), tinyCalibration({ batch: 8, threads: 2 })];
    const first = await devices.calibrate("laptop", [one, eight], theProgram);
    expect(first).toMatchObject({ name: "laptop", calibrationCount: 2 });
    const again = {
      ...one,
      latencies: [
        { depth: 9, ms: 3 },
        { depth: 2, ms: 1 },
      ],
    };
    const second = await devices.calibrate("laptop", [again], theProgram);
    expect(second.revision).toBeGreaterThan(first.revision);
    const { calibrations, ...device } = await devices.get("laptop");
    expect(device).toEqual({ ...second, calibrations: undefined, calibrationCount: 2 });
    const kept = calibrations.map(({ calibratedAt, ...calibration }): Calibration => {
      expect(calibratedAt).toBeInstanceOf(Date);
      return calibration;
    });
    expect(kept).toEqual([{ ...again, latencies: [again.latencies[1], again.latencies[0]] }, eight]);
    expect(await audit()).toEqual([
      { action: "device.calibrate", detail: { device: "laptop", calibrations: 2 } },
      { action: "device.calibrate", detail: { device: "laptop", calibrations: 1 } },
    ]);
  });

  it("has a revision that none had before, even if one of its name was deleted", async () => {
    const before = await devices.calibrate("fleeting", [tinyCalibration()], theProgram);
    await devices.delete("fleeting", theProgram);
    await expectInputError(() => devices.get("fleeting"), "device-not-found", /no device fleeting/);
    await expectInputError(() => devices.delete("fleeting", theProgram), "device-not-found", /no device/);
    const after = await devices.calibrate("fleeting", [tinyCalibration()], theProgram);
    expect(after.revision).toBeGreaterThan(before.revision);
    expect((await audit()).map(({ action }) => action)).toContain("device.delete");
  });

  it.each([
    ["no calibrations", [], /calibrations/],
    ["one depth alone", [tinyCalibration({ latencies: [{ depth: 1, ms: 1 }] })], /latencies/],
    [
      "a depth twice",
      [
        tinyCalibration({
          latencies: [
            { depth: 1, ms: 1 },
            { depth: 1, ms: 2 },
          ],
        }),
      ],
      /each depth once/,
    ],
    [
      "no time at all",
      [
        tinyCalibration({
          latencies: [
            { depth: 1, ms: 0 },
            { depth: 2, ms: 2 },
          ],
        }),
      ],
      /ms/,
    ],
    ["half an image", [tinyCalibration({ batch: 0.5 })], /batch/],
    ["a runtime that hides something", [tinyCalibration({ runtime: "a\u0000b" })], /runtime/],
  ])("takes no calibration with %s, and none beside it", async (_what, wrong, message) => {
    const before = await audit();
    const all = wrong.length === 0 ? wrong : [tinyCalibration(), ...wrong];
    await expectInputError(() => devices.calibrate("other", all, theProgram), "invalid-request", message);
    await expectInputError(() => devices.get("other"), "device-not-found", /other/);
    expect(await audit()).toEqual(before);
  });

  it("has a name that fits into an address", async () => {
    for (const name of ["", "a b", "../x", "-x", "x".repeat(97)]) {
      await expectInputError(() => devices.get(name), "invalid-name", /device/);
      await expectInputError(
        () => devices.calibrate(name, [tinyCalibration()], theProgram),
        "invalid-name",
        /device/,
      );
    }
  });

  it("is listed with others by name, page by page", async () => {
    for (const name of ["list-c", "list-a", "list-b"]) {
      await devices.calibrate(name, [tinyCalibration()], theProgram);
    }
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await devices.list({ cursor, limit: 2 });
      expect(page.items.length).toBeLessThanOrEqual(2);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(names).toEqual(["fleeting", "laptop", "list-a", "list-b", "list-c"]);
    await expectInputError(() => devices.list({ cursor: "x" }), "invalid-request", /cursor/);
  });
});

import type { Queryable } from "../database.js";
import type { Calibration } from "../devices/calibration.js";
import type { Int8 } from "./rows.js";

/** A machine on which networks were timed. */
export interface DeviceSummary {
  readonly name: string;
  /** Another after each calibration, and never one that another device had. */
  readonly revision: number;
  readonly createdAt: Date;
  /** When it was calibrated last. */
  readonly updatedAt: Date;
  /** How many calibrations it has. */
  readonly calibrationCount: number;
}

/** A calibration as it is kept. */
export interface KeptCalibration extends Calibration {
  readonly calibratedAt: Date;
}

/** A device with what was timed on it, the newest first. */
export interface Device extends DeviceSummary {
  readonly calibrations: readonly KeptCalibration[];
}

interface DeviceRow {
  name: string;
  revision: Int8;
  created_at: Date;
  updated_at: Date;
  calibration_count: number;
}

const deviceColumns = `
  d.name, d.revision, d.created_at, d.updated_at,
  (select count(*) from calibrations c where c.device = d.name)::integer as calibration_count`;

function deviceSummary(row: DeviceRow): DeviceSummary {
  return {
    name: row.name,
    revision: Number(row.revision),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    calibrationCount: row.calibration_count,
  };
}

/** The device of that name, or `undefined`. */
export async function selectDevice(db: Queryable, name: string): Promise<Device | undefined> {
  const [row] = await db.query<DeviceRow & { calibrations: StoredCalibration[] }>(
    // In one statement, so that the revision is the calibrations' own.
    `select ${deviceColumns}, coalesce((
       select jsonb_agg(jsonb_build_object(
         'architecture', c.architecture, 'dtype', c.dtype, 'batch', c.batch, 'threads', c.threads,
         'latencies', c.latencies, 'runtime', c.runtime, 'calibratedAt', c.calibrated_at
       ) order by c.calibrated_at desc, c.batch, c.threads)
       from calibrations c where c.device = d.name
     ), '[]') as calibrations
     from devices d where d.name = $1`,
    [name],
  );
  return (
    row && {
      ...deviceSummary(row),
      calibrations: row.calibrations.map(({ calibratedAt, ...calibration }) => ({
        ...calibration,
        calibratedAt: new Date(calibratedAt),
      })),
    }
  );
}

interface StoredCalibration extends Calibration {
  readonly calibratedAt: string;
}

/** Up to `limit` devices whose names come after `after`, by name. */
export async function selectDevices(
  db: Queryable,
  after: string | undefined,
  limit: number,
): Promise<DeviceSummary[]> {
  const rows = await db.query<DeviceRow>(
    `select ${deviceColumns} from devices d where d.name > $1 order by d.name limit $2`,
    [after ?? "", limit],
  );
  return rows.map(deviceSummary);
}

/** Makes the device, or raises its revision; holds its row to the transaction's end. */
export async function touchDevice(tx: Queryable, name: string): Promise<void> {
  await tx.query(
    `insert into devices (name, revision) values ($1, nextval('device_revisions'))
     on conflict (name) do update set revision = excluded.revision, updated_at = clock_timestamp()`,
    [name],
  );
}

/** Keeps a calibration of a device, in place of an earlier one of the same architecture in the same way of running. */
export async function upsertCalibration(
  tx: Queryable,
  device: string,
  { architecture, dtype, batch, threads, latencies, runtime }: Calibration,
): Promise<void> {
  await tx.query(
    `insert into calibrations (device, architecture, dtype, batch, threads, latencies, runtime)
     values ($1, $2::jsonb, $3, $4, $5, $6::jsonb, $7)
     on conflict (device, architecture, dtype, batch, threads) do update
     set latencies = excluded.latencies, runtime = excluded.runtime, calibrated_at = now()`,
    [device, JSON.stringify(architecture), dtype, batch, threads, JSON.stringify(latencies), runtime],
  );
}

/** Deletes a device and its calibrations; whether there was one. */
export async function removeDevice(tx: Queryable, name: string): Promise<boolean> {
  const rows = await tx.query("delete from devices where name = $1 returning name", [name]);
  return rows.length > 0;
}

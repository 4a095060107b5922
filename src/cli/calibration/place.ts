import type { Architecture } from "../../model/index.js";
import type { Calibration, VersionName } from "../../registry/index.js";

/** A registry that has the learngene, and keeps what is timed: in this process, or behind a server. */
export interface CalibrationPlace {
  /** Finds the version and says what its networks are. */
  find(name: VersionName): Promise<FoundVersion>;
  /** Writes the ONNX model of a depth to a file. */
  writeModel(version: FoundVersion, depth: number, dtype: Calibration["dtype"], path: string): Promise<void>;
  /** Keeps calibrations of a device: all or none. */
  keep(device: string, calibrations: readonly Calibration[]): Promise<void>;
  close(): Promise<void>;
}

/** A version that was found. */
export interface FoundVersion {
  readonly owner: string;
  readonly name: string;
  readonly digest: string;
  readonly architecture: Architecture;
}

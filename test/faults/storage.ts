import type { RegistryPlace } from "./server-process.js";

/** What lies in a registry's storage, looked at past the registry. */
export interface Contents {
  /** Digests that there are bytes of, under their names. */
  readonly blobs: readonly string[];
  /** All that is neither a blob nor a folder: temporary files, staged objects, parts, rows of uploads. */
  readonly strays: readonly string[];
}

/** A database and a blob store for one registry after another. */
export interface FaultStorage {
  readonly name: string;
  /** Makes room for a new registry, in the place of the last. */
  renew(group: number): Promise<RegistryPlace>;
  /** For when no server runs. */
  contents(): Promise<Contents>;
  close(): Promise<void>;
}

/** What a request may ask of the server, beside the registry's own limit on published files. */
export interface Limits {
  /** Bytes of a JSON body. */
  readonly maxJsonBytes: number;
  /** How long the rest of a refused upload is read, so that its sender sees the answer. */
  readonly drainMilliseconds: number;
}

/** Room for any JSON that the contract has; the longest is a learngene's card. */
export const defaultLimits: Limits = { maxJsonBytes: 256 * 1024, drainMilliseconds: 5_000 };

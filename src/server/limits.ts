/** What a request may ask of the server, beside the registry's own limit on published files. */
export interface Limits {
  /** Bytes of a JSON body. */
  readonly maxJsonBytes: number;
  /** How long the rest of a refused upload is read, so that its sender sees the answer. */
  readonly drainMilliseconds: number;
  /** Files on their way out at once. */
  readonly maxExpansions: number;
}

/**
 * Files on their way out at once, unless said otherwise. Each may hold a quarter of a MiB beside what they share, so that
 * many slow clients fit a small server, and few fast ones fill any line.
 */
export const DEFAULT_MAX_EXPANSIONS = 256;

/** Room for any JSON that the contract has; the longest is a learngene's card. */
export const defaultLimits: Limits = {
  maxJsonBytes: 256 * 1024,
  drainMilliseconds: 5_000,
  maxExpansions: DEFAULT_MAX_EXPANSIONS,
};

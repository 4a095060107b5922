/** What a request may ask of the server, beside the registry's own limit on published files. */
export interface Limits {
  /** Bytes of a JSON body. */
  readonly maxJsonBytes: number;
  /** How long the rest of a refused upload is read, so that its sender sees the answer. */
  readonly drainMilliseconds: number;
  /** Files on their way out at once. */
  readonly maxExpansions: number;
  /** Bytes of a file that a Hub client sends inside a commit; it sends a longer one by Git LFS. */
  readonly maxInlineBytes: number;
  /** Bytes of each part in which a Hub client sends a file by Git LFS that is longer than {@link Limits.maxBasicBytes}. */
  readonly lfsPartBytes: number;
  /** Bytes of a file that a Hub client sends by Git LFS in one request. */
  readonly maxBasicBytes: number;
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
  // Clients that have Xet installed send by nothing but that what is not taken inline: see docs/hub.md.
  maxInlineBytes: 64 * 1024 ** 2,
  lfsPartBytes: 64 * 1024 ** 2,
  maxBasicBytes: 256 * 1024 ** 2,
};

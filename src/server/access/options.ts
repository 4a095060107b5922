/** Whom the server serves, and how much. */
export interface AccessOptions {
  /** Refuse every write. Default: no. */
  readonly readOnly?: boolean | undefined;
  /** As long as there is no token, let everybody do everything, not this machine alone. Default: no. */
  readonly insecure?: boolean | undefined;
  /**
   * Addresses and subnets of proxies whose `X-Forwarded-For` is believed, or `loopback`, `linklocal`, `uniquelocal`.
   * Default: none.
   */
  readonly trustProxy?: readonly string[] | undefined;
  /** Origins whose pages browsers may let read answers; `*` for all. Default: none. */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Requests a minute from one address, counted by this process; 0 for no limit. Default {@link DEFAULT_RATE_LIMIT}. */
  readonly rateLimit?: number | undefined;
}

/** A thousand a second: more than one person's programs ask for, and less than what one server can answer. */
export const DEFAULT_RATE_LIMIT = 60_000;

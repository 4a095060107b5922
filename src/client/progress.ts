/** How far a transfer is. */
export interface Progress {
  /** Bytes that are there. */
  readonly bytes: number;
  /** Bytes of the whole, where the server says so. */
  readonly total: number | undefined;
}

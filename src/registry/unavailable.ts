/** A part of the registry that lies outside this process. */
export type RegistryPart = "catalog" | "blob store";

/**
 * The catalog's database or the blob store does not answer: it is down, too slow, full, or its connection broke. It
 * is nobody's input, and the same request may well succeed later. What a write that ended so came to is unknown until
 * somebody looks: it was not acknowledged, but it may have been carried out.
 */
export class UnavailableError extends Error {
  /**
   * @param what which part failed
   * @param cause what the driver or the system said
   */
  constructor(
    readonly what: RegistryPart,
    cause: unknown,
  ) {
    const why = reasonOf(cause);
    super(`the ${what} does not answer${why === "" ? "" : `: ${why}`}`, { cause });
    this.name = "UnavailableError";
  }
}

// An AggregateError, which connecting to a name with several addresses ends in, says nothing itself.
function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === "") {
    return cause.errors.map(reasonOf).join(", ");
  }
  return cause instanceof Error ? cause.message : "";
}

/** One piece of work of a registry's database or blob store. */
export type Operation =
  | { readonly part: "database"; readonly name: DatabaseOperation; readonly sql?: string }
  | { readonly part: "blobs"; readonly name: BlobOperation; readonly store: string };

/** A transaction lasts from asking for a connection to its commit. */
export type DatabaseOperation = "query" | "script" | "transaction";

/**
 * `stage` and `stagePart` take as long as the sender does; `stream` lasts until its first bytes are there, and every
 * other until it resolves.
 */
export type BlobOperation =
  | "stage"
  | "commit"
  | "open"
  | "read"
  | "stream"
  | "has"
  | "delete"
  | "stagePart"
  | "openPart"
  | "deleteParts"
  | "removeOrphans"
  | "ready";

/**
 * What a publication came to: `existing` if its bytes were a version already, `refused` for what is wrong with the file
 * or the request, `broken` if its sender left, and `failed` for the rest.
 */
export const publishOutcomes = ["created", "existing", "refused", "broken", "failed"] as const;

export type PublishOutcome = (typeof publishOutcomes)[number];

/**
 * Told of what a registry does while it does it, for metrics and traces, of which the registry knows nothing. No
 * method may throw or take long.
 */
export interface RegistryObserver {
  /** An operation begins. What it returns is called once, when the operation ends, with the error if it failed. */
  started(operation: Operation): (error?: unknown) => void;
  /** A publication ended. */
  published(outcome: PublishOutcome): void;
  /** A blob of a bucket was opened: from its copy on disk, or after it was fetched. */
  cacheUsed(hit: boolean): void;
}

/** Tells several observers. */
export function allOf(observers: readonly RegistryObserver[]): RegistryObserver {
  return {
    started: (operation) => {
      const ends = observers.map((observer) => observer.started(operation));
      return (error) => {
        for (const end of ends) end(error);
      };
    },
    published: (outcome) => {
      for (const observer of observers) observer.published(outcome);
    },
    cacheUsed: (hit) => {
      for (const observer of observers) observer.cacheUsed(hit);
    },
  };
}

/** Runs an operation and tells the observer when it begins and ends. */
export async function observed<T>(
  observer: RegistryObserver,
  operation: Operation,
  run: () => Promise<T>,
): Promise<T> {
  const end = observer.started(operation);
  try {
    const result = await run();
    end();
    return result;
  } catch (error) {
    end(error);
    throw error;
  }
}

/** What a learngene must look like, by what was done to it: the campaign's own, short account of the registry's rules. */

/** What is known of one learngene. */
export interface Stand {
  /** The number given last; numbers are never given again. */
  readonly last: number;
  readonly versions: ReadonlyMap<number, { readonly digest: string; readonly yanked: string | undefined }>;
  /** Without `latest`. */
  readonly tags: ReadonlyMap<string, number>;
}

export const nothing: Stand = { last: 0, versions: new Map(), tags: new Map() };

/** A write, to be carried out wholly or not at all. */
export type Write =
  | { readonly kind: "publish"; readonly digest: string }
  | { readonly kind: "tag"; readonly tag: string; readonly number: number }
  | { readonly kind: "untag"; readonly tag: string }
  | { readonly kind: "yank"; readonly number: number; readonly reason: string }
  | { readonly kind: "unyank"; readonly number: number }
  | { readonly kind: "delete"; readonly number: number }
  | { readonly kind: "clear" };

/** The learngene after a write. */
export function after(stand: Stand, write: Write): Stand {
  const { last, versions, tags } = stand;
  switch (write.kind) {
    case "publish": {
      if (numberOf(stand, write.digest) !== undefined) {
        return stand;
      }
      const version = { digest: write.digest, yanked: undefined };
      return { last: last + 1, versions: new Map([...versions, [last + 1, version]]), tags };
    }
    case "tag":
      return { last, versions, tags: new Map([...tags, [write.tag, write.number]]) };
    case "untag":
      return { last, versions, tags: new Map([...tags].filter(([tag]) => tag !== write.tag)) };
    case "yank":
    case "unyank": {
      const yanked = write.kind === "yank" ? write.reason : undefined;
      const changed = [...versions].map(
        ([number, version]) => [number, number === write.number ? { ...version, yanked } : version] as const,
      );
      return { last, versions: new Map(changed), tags };
    }
    case "delete":
      return {
        last,
        versions: new Map([...versions].filter(([number]) => number !== write.number)),
        tags: new Map([...tags].filter(([, number]) => number !== write.number)),
      };
    case "clear":
      return { last, versions: new Map(), tags: new Map() };
  }
}

/** The number that bytes have, if they are a version. */
export function numberOf({ versions }: Stand, digest: string): number | undefined {
  return [...versions].find(([, version]) => version.digest === digest)?.[0];
}

/** All that the registry shows of a learngene, as one text: equal texts, equal learngenes. */
export function shown({ versions, tags }: Pick<Stand, "versions" | "tags">): string {
  const numbers = [...versions.keys()].toSorted((a, b) => a - b);
  const latest = numbers.findLast((number) => versions.get(number)?.yanked === undefined);
  return JSON.stringify({
    versions: numbers.map((number) => [number, versions.get(number)]),
    tags: [...tags].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    latest,
  });
}

/** A learngene: `owner/name`. */
export type Reference = `${string}/${string}`;

/** A version: `owner/name@ref`, where `ref` is a number, a tag or a digest; without it, `latest`. */
export type VersionReference = Reference | `${string}/${string}@${string}`;

/**
 * The parts of a reference, as paths of the API take them.
 *
 * @throws TypeError if it is not `owner/name` or `owner/name@ref`.
 */
export function parseReference(reference: string): { owner: string; name: string; ref: string } {
  const [, owner, name, ref = "latest"] = /^([^/@]+)\/([^/@]+)(?:@([^/@]+))?$/.exec(reference) ?? [];
  if (owner === undefined || name === undefined) {
    throw new TypeError(`${JSON.stringify(reference)} is no learngene: write owner/name or owner/name@ref`);
  }
  return { owner, name, ref };
}

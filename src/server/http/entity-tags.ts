/** An entity tag, or a list of them, as `If-Match`, `If-None-Match` and `If-Range` hold (RFC 9110, section 8.8.3). */

const tag = /(W\/)?("[!#-~\u0080-\u00ff]*")/g;

/**
 * Whether a list of entity tags names one that is strong and stands in its quotes as `etag`. `*` names every one. A weak
 * tag of the list counts only where `weakly` is true.
 */
export function listNames(list: string, etag: string, weakly: boolean): boolean {
  if (list.trim() === "*") {
    return true;
  }
  return [...list.matchAll(tag)].some(
    ([, weak, opaque]) => opaque === etag && (weakly || weak === undefined),
  );
}

/** Whether this is one entity tag, rather than a date. */
export function isEntityTag(text: string): boolean {
  return /^(W\/)?"/.test(text.trim());
}

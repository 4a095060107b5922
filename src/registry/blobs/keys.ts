/** The 64 hexadecimal digits of a digest. Throws a `TypeError` if it is none, so that no path is made of it. */
export function hexOf(digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) {
    throw new TypeError(`${JSON.stringify(digest.slice(0, 80))} is no digest`);
  }
  return hex;
}

/** The digest of 64 hexadecimal digits; `undefined` for a name that is something else. */
export function digestOfHex(name: string): string | undefined {
  return /^[0-9a-f]{64}$/.test(name) ? `sha256:${name}` : undefined;
}

/** The upload's id, which may stand in a path. Throws a `TypeError` for any other text. */
export function checkUploadId(upload: string): string {
  if (!isUploadId(upload)) {
    throw new TypeError(`${JSON.stringify(upload.slice(0, 80))} is no id of an upload`);
  }
  return upload;
}

export function isUploadId(name: string): boolean {
  return /^[A-Za-z0-9-]{1,64}$/.test(name);
}

/** Where a part starts, as text. Throws a `TypeError` if it is no place in a file. */
export function startText(start: number): string {
  if (!Number.isSafeInteger(start) || start < 0) {
    throw new TypeError(`${start} is no place in a file`);
  }
  return String(start);
}

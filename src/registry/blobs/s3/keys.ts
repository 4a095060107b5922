import { checkUploadId, digestOfHex, hexOf, isUploadId, startText } from "../keys.js";

/**
 * What lies where in a bucket, each behind the prefix:
 *
 *     blobs/sha256/<64 hex>   committed blobs
 *     staged/<uuid>           blobs on their way in, until they are copied to their digest
 *     parts/<upload>/<start>  parts of uploads
 */
export class S3Keys {
  readonly blobs: string;
  readonly staged: string;
  readonly parts: string;

  constructor(readonly prefix: string) {
    this.blobs = `${prefix}blobs/sha256/`;
    this.staged = `${prefix}staged/`;
    this.parts = `${prefix}parts/`;
  }

  /** Throws a `TypeError` for anything but a digest. */
  blob(digest: string): string {
    return this.blobs + hexOf(digest);
  }

  /** The digest of a blob's key; `undefined` for any other key. */
  digest(key: string): string | undefined {
    return key.startsWith(this.blobs) ? digestOfHex(key.slice(this.blobs.length)) : undefined;
  }

  part(upload: string, start: number): string {
    return this.partsOf(upload) + startText(start);
  }

  /** What the keys of an upload's parts start with. */
  partsOf(upload: string): string {
    return `${this.parts}${checkUploadId(upload)}/`;
  }

  /** The upload of a part's key; `undefined` for any other key. */
  upload(key: string): string | undefined {
    const upload = key.startsWith(this.parts) ? key.slice(this.parts.length).split("/")[0] : undefined;
    return upload !== undefined && isUploadId(upload) ? upload : undefined;
  }
}

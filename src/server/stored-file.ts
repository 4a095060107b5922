import type { Registry } from "../registry/index.js";
import { ANY_FILE } from "./http/negotiate.js";
import type { OutgoingFile } from "./send-file.js";

/** A blob, as the catalog knows it. */
export interface StoredBytes {
  /** `sha256:…` */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** A stored file that is sent byte for byte: whole, or ranges of it. */
export function storedFile(
  registry: Registry,
  { digest, size }: StoredBytes,
  about: Pick<OutgoingFile, "fileName" | "cacheControl" | "lastModified"> & { readonly contentType?: string },
): OutgoingFile {
  return {
    contentType: ANY_FILE,
    ...about,
    segments: [{ kind: "range", offset: 0, length: size }],
    length: size,
    etag: `"${digest}"`,
    reprDigest: `sha-256=:${Buffer.from(digest.replace("sha256:", ""), "hex").toString("base64")}:`,
    open: () => registry.lendFile({ digest, size }),
  };
}

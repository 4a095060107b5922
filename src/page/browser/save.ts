import type { Download } from "../../client/index.js";

/** Fetches a file and has the browser save it under the server's name; resolves once it has all come. */
export async function save(download: Download): Promise<void> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of download.chunks()) {
    parts.push(chunk);
  }
  const address = URL.createObjectURL(new Blob(parts));
  const link = document.createElement("a");
  link.href = address;
  link.download = download.fileName;
  link.click();
  // The browser has taken it by the time anything else happens.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

/** The parts of a file that mutations change: its header's text, and the manifest inside. */

/** The header's text; empty where the file claims one that it does not have. */
export function headerText(file: Buffer): string {
  if (file.length < 8) {
    return "";
  }
  const end = 8 + Number(file.readBigUInt64LE(0));
  return end <= file.length ? file.toString("utf8", 8, end) : "";
}

/** The file with another header, its length put right, so that what stands in it is looked at. */
export function withHeaderText(file: Buffer, text: string): Buffer {
  if (file.length < 8) {
    return file;
  }
  const data = file.subarray(Math.min(file.length, 8 + Number(file.readBigUInt64LE(0))));
  const json = Buffer.from(text, "utf8");
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

/** The file with its header's JSON changed; as it is where that is no JSON object. */
export function changeHeader(file: Buffer, change: (tree: object) => object | null): Buffer {
  try {
    const tree: unknown = JSON.parse(headerText(file));
    if (typeof tree !== "object" || tree === null || Object.keys(tree).length === 0) {
      return file;
    }
    return withHeaderText(file, JSON.stringify(change(tree)));
  } catch {
    return file;
  }
}

/** The file with its manifest's text changed; as it is where it has none. */
export function changeManifest(file: Buffer, change: (text: string) => string): Buffer {
  return changeHeader(file, (tree) => {
    const metadata: unknown = "__metadata__" in tree ? tree.__metadata__ : undefined;
    if (typeof metadata !== "object" || metadata === null || !("learngene" in metadata)) {
      return tree;
    }
    return { ...tree, __metadata__: { ...metadata, learngene: change(String(metadata.learngene)) } };
  });
}

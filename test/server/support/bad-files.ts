/** Files that are no learngene, each wrong in one way. */
import { naiveSafetensors, rawSafetensors } from "../../support/files.js";
import { learngeneFile } from "./api.js";

const good = learngeneFile();
const headerLength = Number(good.readBigUInt64LE(0));
const data = good.subarray(8 + headerLength);
type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** The good file's header, changed, before the good file's data, or other data. */
function withHeader(change: (header: Map<string, unknown>) => void, bytes: Uint8Array = data): Buffer {
  const parsed: unknown = JSON.parse(good.toString("utf8", 8, 8 + headerLength));
  const header = new Map(Object.entries(parsed ?? {}));
  change(header);
  return Buffer.from(rawSafetensors(Object.fromEntries(header), bytes));
}

function entryOf(header: Map<string, unknown>, name: string): Entry {
  return header.get(name) as Entry;
}

function withNaN(): Buffer {
  const file = Buffer.from(good);
  file.writeFloatLE(Number.NaN, file.byteLength - 4);
  return file;
}

function withOversizedHeader(): Buffer {
  const file = Buffer.from(good);
  file.writeBigUInt64LE(2n ** 60n, 0);
  return file;
}

const norm = "stages.1.norm1.weight";

/** What each is, its bytes, and the code it is refused with. */
export const badFiles: readonly (readonly [what: string, bytes: Buffer, code: string])[] = [
  ["empty", Buffer.alloc(0), "invalid-safetensors"],
  ["no safetensors file", Buffer.from("PK\u0003\u0004 this is a zip archive"), "invalid-safetensors"],
  ["truncated", good.subarray(0, good.byteLength - 5), "invalid-safetensors"],
  ["one with an oversized header", withOversizedHeader(), "invalid-safetensors"],
  [
    "one with overlapping tensors",
    withHeader((header) => {
      const [start, end] = entryOf(header, norm).data_offsets;
      entryOf(header, norm).data_offsets = [start - 4, end - 4];
    }),
    "invalid-safetensors",
  ],
  [
    "one with a wrong shape",
    withHeader((header) => {
      entryOf(header, norm).shape = [2, 2];
    }),
    "invalid-learngene",
  ],
  ["one with a value that is not finite", withNaN(), "invalid-learngene"],
  [
    "a safetensors file that is no learngene",
    withHeader((header) => header.delete("__metadata__")),
    "invalid-learngene",
  ],
  [
    "one with a manifest of another version",
    withHeader((header) => {
      const { metadata } = naiveSafetensors(good);
      const manifest = (metadata["learngene"] ?? "").replace('"formatVersion":1', '"formatVersion":9');
      header.set("__metadata__", { ...metadata, learngene: manifest });
    }),
    "invalid-learngene",
  ],
];

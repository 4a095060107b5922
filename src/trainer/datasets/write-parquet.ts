import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { decodeImage, encodedShape } from "./decode-image.js";
import { brokenImage } from "./decoded.js";
import type { LabelledImage, LabelledImages, SplitName } from "./labelled-images.js";

/** How images are written. */
export interface WriteOptions {
  /** Whether an image that cannot be decoded is left out, with a note, or ends the writing. Default: `fail`. */
  readonly broken?: "fail" | "skip" | undefined;
  /** Told of images that were left out. */
  readonly note?: ((text: string) => void) | undefined;
}

// As `datasets` of the Hugging Face Hub has it: an image is its file's bytes, and the name it had.
const schema: SchemaElement[] = [
  { name: "schema", num_children: 3 },
  { name: "image", num_children: 2, repetition_type: "OPTIONAL" },
  { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
  { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
  { name: "label", type: "INT64", repetition_type: "OPTIONAL" },
  { name: "split", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
];

/** A row group is full at so many images, or so many bytes of them. */
const GROUP_ROWS = 1000;
const GROUP_BYTES = 16 * 2 ** 20;

/**
 * The images as one Parquet file in the convention of the Hugging Face Hub, with a column `split`; the same images give
 * the same bytes. Chunks are the consumer's own. Memory is bounded by a row group. Throws `invalid-dataset` for a broken
 * image, unless it is to be skipped.
 */
export async function* parquetBytes(
  images: LabelledImages,
  options: WriteOptions = {},
): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  const kvMetadata = [{ key: "huggingface", value: JSON.stringify(featuresOf(images.classes)) }];
  // Images are compressed already.
  const file = new ParquetWriter({
    writer,
    schema,
    codec: "UNCOMPRESSED",
    statistics: false,
    kvMetadata,
    createdBy: "learngene",
  });
  for (const split of ["train", "test"] as const) {
    for await (const group of groupsOf(images[split].images(), options)) {
      await file.write({ columnData: columnsOf(group, split), rowGroupSize: GROUP_ROWS });
      yield taken(writer);
    }
  }
  await file.finish();
  yield taken(writer);
}

function columnsOf(group: readonly LabelledImage[], split: SplitName) {
  return [
    {
      name: "image",
      data: group.map(({ encoded }) => ({ bytes: encoded, path: null })),
      encoding: "PLAIN" as const,
    },
    { name: "label", data: group.map(({ label }) => BigInt(label)) },
    { name: "split", data: group.map(() => split) },
  ];
}

/** What was written since the last time. */
function taken(writer: ByteWriter): Uint8Array {
  const bytes = Uint8Array.from(writer.getBytes());
  writer.index = 0;
  return bytes;
}

async function* groupsOf(
  images: AsyncIterable<LabelledImage>,
  { broken, note }: WriteOptions,
): AsyncGenerator<LabelledImage[]> {
  let group: LabelledImage[] = [];
  let bytes = 0;
  for await (const image of images) {
    const fault = await faultOf(image);
    if (fault !== undefined && broken !== "skip") {
      throw fault;
    }
    if (fault !== undefined) {
      note?.(`left out ${fault.message}`);
      continue;
    }
    group.push(image);
    bytes += image.encoded.byteLength;
    if (group.length === GROUP_ROWS || bytes >= GROUP_BYTES) {
      yield group;
      [group, bytes] = [[], 0];
    }
  }
  if (group.length > 0) {
    yield group;
  }
}

async function faultOf({ name, encoded }: LabelledImage): Promise<Error | undefined> {
  try {
    await decodeImage(encoded, await encodedShape(encoded));
    return undefined;
  } catch (cause) {
    return brokenImage(name, cause);
  }
}

/** What `datasets` reads the columns by. */
function featuresOf(classes: readonly string[]) {
  return {
    info: {
      features: {
        image: { _type: "Image" },
        label: { names: classes, _type: "ClassLabel" },
        split: { dtype: "string", _type: "Value" },
      },
    },
  };
}

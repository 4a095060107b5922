import { stat } from "node:fs/promises";
import { basename } from "node:path";
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type FileMetaData,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { z } from "zod";
import type { RandomAccess } from "../../formats/index.js";
import { UnavailableError } from "../../registry/index.js";
import {
  fault,
  splitNamed,
  type LabelledImage,
  type LabelledSplit,
  type SplitName,
} from "./labelled-images.js";

/** Images of one split in one file. */
export interface ParquetImages extends LabelledSplit {
  readonly split: SplitName;
}

/** A class as a row has it: its number, or its name. */
type Label = number | string;

/** Names that the columns have in the data sets of the Hugging Face Hub. */
const imageColumns = ["image", "img"];
const labelColumns = ["label", "labels", "fine_label"];

/** Rows of images that are read at once of a row group that is large; of others, all are. */
const ROWS = 64;
const SMALL_GROUP_BYTES = 64 * 2 ** 20;

/** A row group's columns are read whole: larger ones than this are not for a server's memory. */
const MAX_GROUP_BYTES = 2 ** 30;

/**
 * A Parquet file of images: a column `image` or `img`, each `{bytes, path}` or the bytes themselves, and a column
 * `label`, `labels` or `fine_label` of class numbers or names. Its split is told by a column `split`, or by how its name
 * begins. Labels are read when it is opened, images when they are asked for.
 */
export class ParquetFile {
  /** Without its folder. */
  readonly name: string;
  /** Size and time of its last change. */
  readonly mark: string;
  /** Of the classes, by number, if the schema's metadata has them. */
  readonly classNames: readonly string[] | undefined;
  readonly #buffer: AsyncBuffer;
  readonly #metadata: FileMetaData;
  readonly #imageColumn: string;
  readonly #labels: readonly Label[];
  readonly #splits: readonly (SplitName | undefined)[];

  private constructor(
    name: string,
    mark: string,
    buffer: AsyncBuffer,
    metadata: FileMetaData,
    columns: Columns,
    rows: { labels: readonly Label[]; splits: readonly (SplitName | undefined)[] },
  ) {
    this.name = name;
    this.mark = mark;
    this.classNames = classNamesOf(metadata, columns.label);
    this.#buffer = buffer;
    this.#metadata = metadata;
    this.#imageColumn = columns.image;
    this.#labels = rows.labels;
    this.#splits = rows.splits;
  }

  /** Throws `invalid-dataset` for what is no such file. */
  static async open(path: string): Promise<ParquetFile> {
    const name = basename(path);
    try {
      const { size, mtimeMs } = await stat(path);
      return await ParquetFile.read(name, `${size} ${mtimeMs}`, await asyncBufferFromFile(path));
    } catch (cause) {
      throw damaged(name, cause);
    }
  }

  /** A file that lies elsewhere, by what it is called and its digest. Throws `invalid-dataset`. */
  static from(name: string, digest: string, file: RandomAccess): Promise<ParquetFile> {
    const slice = async (start: number, end = file.size) => {
      const from = start < 0 ? file.size + start : start;
      // What is asked for of a damaged file may lie anywhere.
      const length = Math.max(0, Math.min(end, file.size) - from);
      return Uint8Array.from(await file.read(from, length)).buffer;
    };
    return ParquetFile.read(name, digest, { byteLength: file.size, slice });
  }

  private static async read(name: string, mark: string, buffer: AsyncBuffer): Promise<ParquetFile> {
    try {
      const metadata = await parquetMetadataAsync(buffer);
      const columns = columnsOf(name, metadata);
      checkGroups(name, metadata);
      const rows = await readLabels(name, buffer, metadata, columns);
      return new ParquetFile(name, mark, buffer, metadata, columns, rows);
    } catch (cause) {
      // What failed is where the bytes come from, not the bytes.
      throw cause instanceof UnavailableError ? cause : damaged(name, cause);
    }
  }

  distinctLabels(): Set<Label> {
    return new Set(this.#labels);
  }

  /** The labels that images of a split have. */
  labelsIn(split: SplitName): Set<Label> {
    return new Set(this.#labels.filter((_, row) => this.#splits[row] === split));
  }

  /** Its images by split. Throws `invalid-dataset` for a label that is none of the classes. */
  images(classes: readonly string[]): ParquetImages[] {
    const numbers = new Map(classes.map((name, number) => [name, number]));
    const classOf = this.#labels.map((label, row) => {
      const number = typeof label === "number" ? label : numbers.get(label);
      if (number === undefined || !(Number.isInteger(number) && number >= 0 && number < classes.length)) {
        const fix = `Labels go from 0 to ${classes.length - 1}.`;
        throw fault(
          this.name,
          `row ${row} has the label ${String(label).slice(0, 100)}, which is no class`,
          fix,
        );
      }
      return number;
    });
    return (["train", "test"] as const).map((split) => ({
      split,
      count: this.#splits.filter((each) => each === split).length,
      images: () => this.#read(split, classOf),
    }));
  }

  async *#read(split: SplitName, classOf: readonly number[]): AsyncGenerator<LabelledImage> {
    for (const [start, end] of rangesOf(this.#metadata)) {
      if (!this.#splits.slice(start, end).includes(split)) {
        continue;
      }
      const rows = await this.#rows(start, end);
      for (const [i, row] of rows.entries()) {
        const at = start + i;
        if (this.#splits[at] === split) {
          yield { name: `${this.name} row ${at}`, label: classOf[at] ?? 0, encoded: this.#encoded(row, at) };
        }
      }
    }
  }

  async #rows(rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> {
    try {
      return await read(this.#buffer, this.#metadata, [this.#imageColumn], { rowStart, rowEnd });
    } catch (cause) {
      throw cause instanceof UnavailableError ? cause : damaged(this.name, cause);
    }
  }

  #encoded(row: Record<string, unknown>, at: number): Uint8Array {
    const parsed = imageSchema.safeParse(row[this.#imageColumn]);
    if (!parsed.success) {
      const fix = "Store images inside the file, as datasets' push_to_hub does, not as paths.";
      throw fault(this.name, `row ${at} holds no image in its column ${this.#imageColumn}`, fix);
    }
    return parsed.data instanceof Uint8Array ? parsed.data : parsed.data.bytes;
  }
}

/** Ranges of rows to be read at a time: none crosses row groups, which are decoded whole. */
function* rangesOf({ row_groups: groups }: FileMetaData): Generator<[start: number, end: number]> {
  let at = 0;
  for (const { num_rows: count, total_byte_size: bytes } of groups) {
    const end = at + Number(count);
    const step = Number(bytes) <= SMALL_GROUP_BYTES ? Number(count) : ROWS;
    for (; at < end; at = Math.min(at + step, end)) {
      yield [at, Math.min(at + step, end)];
    }
  }
}

function checkGroups(name: string, { row_groups: groups }: FileMetaData): void {
  const large = groups.findIndex(({ total_byte_size: bytes }) => Number(bytes) > MAX_GROUP_BYTES);
  if (large >= 0) {
    throw fault(
      name,
      `its row group ${large} has over 1 GiB`,
      "Write it with row groups of some 100 images.",
    );
  }
}

const bytesSchema = z.instanceof(Uint8Array);
const imageSchema = z.union([bytesSchema, z.object({ bytes: bytesSchema })]);

interface Columns {
  readonly image: string;
  readonly label: string;
  readonly split?: string;
}

function columnsOf(name: string, { schema }: FileMetaData): Columns {
  const names = schema.slice(1).map((element) => element.name);
  const find = (candidates: readonly string[], what: string) => {
    const found = candidates.find((candidate) => names.includes(candidate));
    if (found === undefined) {
      throw fault(name, `it has no column of ${what}`, `Name one ${candidates.join(" or ")}.`);
    }
    return found;
  };
  const [image, label] = [find(imageColumns, "images"), find(labelColumns, "classes")];
  return names.includes("split") ? { image, label, split: "split" } : { image, label };
}

async function readLabels(
  name: string,
  buffer: AsyncBuffer,
  metadata: FileMetaData,
  { label, split }: Columns,
): Promise<{ labels: Label[]; splits: (SplitName | undefined)[] }> {
  const columns = split === undefined ? [label] : [label, split];
  const rows = await read(buffer, metadata, columns);
  const named = splitNamed(/^[a-z]+/.exec(name)?.[0] ?? "");
  return {
    labels: rows.map((row, at) => labelOf(name, row[label], at)),
    splits: rows.map((row) => (split === undefined ? named : splitNamed(String(row[split])))),
  };
}

function labelOf(name: string, value: unknown, row: number): Label {
  if (typeof value === "bigint" || typeof value === "number") {
    return Number(value);
  }
  if (typeof value === "string") {
    return value;
  }
  throw fault(name, `row ${row} has no label`, "Drop the rows without one.");
}

function read(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: string[],
  range: { rowStart?: number; rowEnd?: number } = {},
): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file, metadata, columns, compressors, utf8: false, ...range });
}

const featuresSchema = z.object({ info: z.object({ features: z.record(z.string(), z.unknown()) }) });
const classLabelSchema = z.object({ names: z.array(z.string()).min(1) });

/** What `datasets` writes beside the schema: the features, and of a `ClassLabel` the names. */
function classNamesOf({ key_value_metadata: entries }: FileMetaData, column: string): string[] | undefined {
  const text = entries?.find(({ key }) => key === "huggingface")?.value;
  if (text === undefined) {
    return undefined;
  }
  try {
    const features = featuresSchema.parse(JSON.parse(text)).info.features;
    return classLabelSchema.parse(features[column]).names;
  } catch {
    // Other features than these: the labels speak for themselves.
    return undefined;
  }
}

function damaged(name: string, cause: unknown): Error {
  if (cause instanceof Error && "code" in cause && cause.code === "invalid-dataset") {
    return cause;
  }
  const why = cause instanceof Error ? cause.message.slice(0, 200) : "unreadable";
  return fault(name, `it cannot be read as Parquet (${why})`, "Write the file again.", cause);
}

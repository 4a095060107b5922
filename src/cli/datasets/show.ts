import type { Dataset, DatasetDetails } from "../../registry/index.js";
import { tableText } from "../terminal/index.js";

/** A data set as `--json` prints it, and as the HTTP API shows it. */
export function asJson({ facts, ...dataset }: Dataset): object {
  return { ...dataset, ...facts };
}

/** One line a data set, under a heading. */
export function asTable(datasets: readonly Dataset[]): string {
  return tableText([
    ["NAME", "TRAIN", "TEST", "CLASSES", "IMAGES", "BYTES", "DIGEST"],
    ...datasets.map(({ owner, name, size, digest, facts }) => [
      `${owner}/${name}`,
      String(facts.rows.train),
      String(facts.rows.test),
      String(facts.classes.length),
      sizeOf(facts.image),
      String(size),
      digest.slice(0, "sha256:".length + 12),
    ]),
  ]);
}

/** All there is to know of a data set, in lines. */
export function asText({ owner, name, visibility, digest, size, facts, files }: DatasetDetails): string {
  const { rows, classes, image } = facts;
  return [
    `${owner}/${name}, ${visibility}`,
    `${digest}, ${size} bytes`,
    `${rows.train} images to train on, ${rows.test} to measure on, ${sizeOf(image)}`,
    `${classes.length} classes: ${classes.slice(0, 20).join(", ")}${classes.length > 20 ? ", …" : ""}`,
    "",
    "Files, the newest first:",
    ...files.map((file) => `  ${file.createdAt.toISOString()}  ${file.digest}  ${file.size} bytes`),
    "",
  ].join("\n");
}

function sizeOf({ channels, height, width }: Dataset["facts"]["image"]): string {
  const pixels = height === null || width === null ? "of several sizes" : `${width}x${height}`;
  return channels === null ? `${pixels}, grey and RGB` : `${pixels} ${channels === 1 ? "grey" : "RGB"}`;
}

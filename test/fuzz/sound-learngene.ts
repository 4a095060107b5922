/**
 * Whether a file is a sound learngene, checked the slow and plain way from docs/concepts.md and the safetensors format,
 * and sharing no code with the program: what the reader accepts must pass here too.
 */
import assert from "node:assert/strict";
import { JsonNumber, parseJson, type Json } from "./strict-json.js";

type Fields = Map<string, Json>;

/** Throws where the file is not sound; gives its manifest's text. */
export function checkSound(file: Uint8Array): string {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  assert(bytes.length >= 8, "shorter than 8 bytes");
  const headerLength = bytes.readUInt32LE(0) + bytes.readUInt32LE(4) * 2 ** 32;
  assert(headerLength <= 16 * 1024 * 1024, "header too long");
  assert(8 + headerLength <= bytes.length, "header past the end");
  const header = fieldsOf(parseJson(utf8(bytes.subarray(8, 8 + headerLength))));
  const metadata = fieldsOf(header.get("__metadata__") ?? null);
  metadata.forEach((value) => {
    assert(typeof value === "string", "metadata is text");
  });
  const text = metadata.get("learngene");
  assert(typeof text === "string" && Buffer.byteLength(text) <= 4 * 1024 * 1024, "no manifest");
  const expected = checkManifest(fieldsOf(parseJson(text)));
  header.delete("__metadata__");
  checkTensors(header, expected, bytes.subarray(8 + headerLength));
  return text;
}

function checkTensors(header: Fields, expected: Map<string, number[]>, data: Buffer): void {
  assertSame([...header.keys()].sort(), [...expected.keys()].sort(), "other tensors than the manifest's");
  const taken = new Uint8Array(data.length);
  for (const [name, shape] of expected) {
    const tensor = fieldsOf(header.get(name) ?? null);
    assertSame([...tensor.keys()].sort(), ["data_offsets", "dtype", "shape"], `parts of ${name}`);
    assert.equal(tensor.get("dtype"), "F32");
    assertSame(listOf(tensor.get("shape")).map(plainInteger), shape, `shape of ${name}`);
    const [begin = NaN, end = NaN, ...more] = listOf(tensor.get("data_offsets")).map(plainInteger);
    assert(more.length === 0 && begin <= end && end <= data.length, `offsets of ${name}`);
    assert.equal(end - begin, 4 * shape.reduce((product, size) => product * size, 1), `length of ${name}`);
    for (let at = begin; at < end; at++) {
      assert.equal(taken[at], 0, `byte ${at} is in two tensors`);
      taken[at] = 1;
    }
    for (let at = begin; at < end; at += 4) {
      assert(Number.isFinite(data.readFloatLE(at)), `${name} holds what is not finite`);
    }
  }
  assert(!taken.includes(0), "a byte in no tensor");
}

/** Checks every field; gives the tensors that the manifest calls for. */
function checkManifest(manifest: Fields): Map<string, number[]> {
  const required = [
    "ancestry",
    "architecture",
    "formatVersion",
    "license",
    "preprocessing",
    "rule",
    "stages",
    "training",
  ];
  checkKeys(manifest, required, ["labels", "description"]);
  assert.equal(numberOf(manifest.get("formatVersion")), 1);
  assert.equal(manifest.get("rule"), "stage-wise");
  textOf(manifest.get("license"), 1, 100);
  if (manifest.has("description")) {
    textOf(manifest.get("description"), 0, 2000);
  }
  const architecture = fieldsOf(manifest.get("architecture") ?? null);
  checkKeys(architecture, ["config", "family"]);
  assert.equal(architecture.get("family"), "vit");
  const config = fieldsOf(architecture.get("config") ?? null);
  const channels = integer(config.get("inChans"), 1, 64);
  const classes = integer(config.get("numClasses"), 1, 1_000_000);
  checkPreprocessing(fieldsOf(manifest.get("preprocessing") ?? null), channels);
  if (manifest.has("labels")) {
    const labels = listOf(manifest.get("labels")).map((label) => textOf(label, 0, 200));
    assert.equal(labels.length, classes, "labels");
  }
  const stages = listOf(manifest.get("stages"));
  assert(stages.length >= 1 && stages.length <= 256, "stages");
  stages.forEach((stage) => {
    checkKeys(fieldsOf(stage), ["layers"]);
    integer(fieldsOf(stage).get("layers"), 1, 1024);
  });
  checkAncestry(manifest.get("ancestry") ?? null);
  checkTraining(manifest.get("training") ?? null, stages.length);
  return vitTensors(config, stages.length, channels, classes);
}

function vitTensors(
  config: Fields,
  stages: number,
  channels: number,
  classes: number,
): Map<string, number[]> {
  const keys = [
    "embedDim",
    "fcNorm",
    "globalPool",
    "imageSize",
    "inChans",
    "mlpRatio",
    "normEps",
    "numClasses",
  ];
  checkKeys(config, [...keys, "numHeads", "patchSize"].sort());
  const image = integer(config.get("imageSize"), 1, 4096);
  const patch = integer(config.get("patchSize"), 1, 4096);
  const width = integer(config.get("embedDim"), 1, 65_536);
  const heads = integer(config.get("numHeads"), 1, 1024);
  const ratio = numberOf(config.get("mlpRatio"));
  const epsilon = numberOf(config.get("normEps"));
  assert(ratio > 0 && ratio <= 64 && epsilon > 0 && epsilon <= 0.1, "ratio or epsilon");
  const hidden = Math.floor(width * ratio);
  assert(image % patch === 0 && width % heads === 0 && hidden >= 1, "sizes that do not go together");
  const pool = config.get("globalPool");
  assert(pool === "avg" || pool === "token", "pool");
  const fcNorm = config.get("fcNorm");
  assert(typeof fcNorm === "boolean", "fcNorm");
  const tensors = new Map<string, number[]>();
  const linear = (name: string, out: number, into: number) => {
    tensors.set(`${name}.weight`, [out, into]).set(`${name}.bias`, [out]);
  };
  const norm = (name: string) => {
    tensors.set(`${name}.weight`, [width]).set(`${name}.bias`, [width]);
  };
  if (pool === "token") {
    tensors.set("cls_token", [1, 1, width]);
  }
  tensors.set("pos_embed", [1, (image / patch) ** 2 + (pool === "token" ? 1 : 0), width]);
  tensors
    .set("patch_embed.proj.weight", [width, channels, patch, patch])
    .set("patch_embed.proj.bias", [width]);
  for (let stage = 0; stage < stages; stage++) {
    norm(`stages.${stage}.norm1`);
    linear(`stages.${stage}.attn.qkv`, 3 * width, width);
    linear(`stages.${stage}.attn.proj`, width, width);
    norm(`stages.${stage}.norm2`);
    linear(`stages.${stage}.mlp.fc1`, hidden, width);
    linear(`stages.${stage}.mlp.fc2`, width, hidden);
  }
  norm(fcNorm ? "fc_norm" : "norm");
  linear("head", classes, width);
  return tensors;
}

function checkPreprocessing(preprocessing: Fields, channels: number): void {
  checkKeys(preprocessing, ["interpolation", "mean", "std"]);
  assert(
    ["nearest", "bilinear", "bicubic"].includes(textOf(preprocessing.get("interpolation"), 1, 20)),
    "interpolation",
  );
  assert.equal(listOf(preprocessing.get("mean")).map(numberOf).length, channels, "means");
  const std = listOf(preprocessing.get("std")).map(numberOf);
  assert(std.length === channels && std.every((value) => value > 0), "std");
}

function checkAncestry(ancestry: Json): void {
  if (ancestry !== null) {
    const fields = fieldsOf(ancestry);
    // A model from outside does not say how deep it is.
    checkKeys(fields, fields.has("depth") ? ["accuracy", "depth", "digest"] : ["accuracy", "digest"]);
    digestOf(fields.get("digest"));
    if (fields.has("depth")) {
      integer(fields.get("depth"), 1, Number.MAX_SAFE_INTEGER);
    }
    fraction(fields.get("accuracy"));
  }
}

function checkTraining(training: Json, stages: number): void {
  if (training === null) {
    return;
  }
  const fields = fieldsOf(training);
  checkKeys(fields, ["dataset", "layouts", "recipe", "results", "seconds", "steps"]);
  const dataset = fieldsOf(fields.get("dataset") ?? null);
  checkKeys(dataset, ["digest", "name", "testImages", "trainImages"]);
  textOf(dataset.get("name"), 1, 200);
  digestOf(dataset.get("digest"));
  integer(dataset.get("trainImages"), 1, Number.MAX_SAFE_INTEGER);
  integer(dataset.get("testImages"), 0, Number.MAX_SAFE_INTEGER);
  checkNumbers(fieldsOf(fields.get("recipe") ?? null));
  integer(fields.get("steps"), 1, Number.MAX_SAFE_INTEGER);
  assert(numberOf(fields.get("seconds")) >= 0, "seconds");
  const layouts = fieldsOf(fields.get("layouts") ?? null);
  checkKeys(layouts, ["layers", "schedule"]);
  assert(["fixed", "drawn"].includes(textOf(layouts.get("schedule"), 1, 10)), "schedule");
  const drawn = listOf(layouts.get("layers"));
  assert(drawn.length >= 1 && drawn.length <= 1024, "layouts");
  drawn.forEach((layout) => layoutOf(layout, stages));
  const results = listOf(fields.get("results"));
  assert(results.length <= 1024, "results");
  results.map(fieldsOf).forEach((result) => {
    checkKeys(result, ["accuracy", "depth", "layers", "loss"]);
    const layers = layoutOf(result.get("layers"), stages);
    assert.equal(
      integer(result.get("depth"), 1, 1024),
      layers.reduce((sum, count) => sum + count, 0),
      "depth",
    );
    fraction(result.get("accuracy"));
    assert(numberOf(result.get("loss")) >= 0, "loss");
  });
}

/** A recipe may hold anything, but no number that becomes infinite when it is read. */
function checkNumbers(value: Json): void {
  if (value instanceof JsonNumber) {
    numberOf(value);
  } else if (value instanceof Map || Array.isArray(value)) {
    [...value.values()].forEach(checkNumbers);
  }
}

function layoutOf(value: Json | undefined, stages: number): number[] {
  const layers = listOf(value).map((count) => integer(count, 0, 1024));
  assert.equal(layers.length, stages, "layout");
  return layers;
}

function checkKeys(fields: Fields, required: readonly string[], optional: readonly string[] = []): void {
  const keys = [...fields.keys()].filter((key) => !optional.includes(key));
  assertSame(keys.sort(), required, "keys");
}

// Not assert's own: that works out what differs, which takes longer than all the rest.
function assertSame<T>(found: readonly T[], wanted: readonly T[], what: string): void {
  assert(found.length === wanted.length && found.every((item, i) => item === wanted[i]), what);
}

function fieldsOf(value: Json): Fields {
  assert(value instanceof Map, "no object");
  return value;
}

function listOf(value: Json | undefined): Json[] {
  assert(Array.isArray(value), "no list");
  return value;
}

function numberOf(value: Json | undefined): number {
  assert(value instanceof JsonNumber, "no number");
  const number = Number(value.text);
  assert(Number.isFinite(number), "no finite number");
  return number;
}

function integer(value: Json | undefined, least: number, most: number): number {
  const number = numberOf(value);
  assert(Number.isInteger(number) && number >= least && number <= most, `${number} is out of range`);
  return number;
}

/** As the format itself writes numbers. */
function plainInteger(value: Json): number {
  assert(value instanceof JsonNumber && /^[0-9]+$/.test(value.text), "no plain whole number");
  return integer(value, 0, Number.MAX_SAFE_INTEGER);
}

function fraction(value: Json | undefined): void {
  const number = numberOf(value);
  assert(number >= 0 && number <= 1, "not from 0 to 1");
}

function textOf(value: Json | undefined, least: number, most: number): string {
  assert(typeof value === "string", "no text");
  // In characters, not in the halves that UTF-16 cuts some of them into.
  const { length } = Array.from(value);
  assert(length >= least && length <= most, "text");
  return value;
}

function digestOf(value: Json | undefined): void {
  assert(typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value), "digest");
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/**
 * Ways to spoil a learngene file. Each takes a file and three numbers that say where and how, so that a case is a list
 * of numbers, which fast-check can shrink. Some leave the file sound: a reader that refuses everything must show too.
 */
import { changeHeader, changeManifest, headerText, withHeaderText } from "./file-parts.js";
import { changeTree, entriesOf, pick } from "./tree.js";

/** What a mutation has to choose by: any whole numbers from 0 to 2^31 - 1. */
export interface Choice {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type Mutation = (file: Buffer, choice: Choice, other: Buffer) => Buffer;

/** Bits of float32 values where checks go wrong: NaNs of either kind, infinities, the largest, the smallest, -0. */
const floatBits = [
  0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, 0xffffffff, 0x7f800000, 0xff800000, 0x7f7fffff,
  0xff7fffff, 0x00000001, 0x80000000, 0x007fffff,
];

const lengths = [
  0n,
  1n,
  7n,
  8n,
  2n ** 24n,
  2n ** 24n + 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const tokens = [
  "0",
  "-",
  "1e1",
  ".5",
  "01",
  "-0",
  "1.0",
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\",
  " ",
  "\n",
  "null",
  "true",
  "\ufeff",
  "\\u0000",
  "\\ud800",
  "\\udc00\\ud800",
  "\u2028",
  '"__proto__":{},',
  '"constructor":1,',
  "\0",
  "NaN",
  "1e400",
  "9007199254740993",
  "{}",
  "[]",
  '""',
];

const bytesOf = (text: string) => Buffer.from(text, "utf8");

const raw: Readonly<Record<string, Mutation>> = {
  flipBit: (file, { a, b }) => {
    const at = a % file.length;
    file[at] = (file[at] ?? 0) ^ (1 << (b % 8));
    return file;
  },
  setByte: (file, { a, b }) => {
    file[a % file.length] = b % 256;
    return file;
  },
  setHeaderByte: (file, { a, b }) => {
    file[a % Math.min(file.length, 4000)] = b % 256;
    return file;
  },
  truncate: (file, { a }) => file.subarray(0, a % file.length),
  truncateBySome: (file, { a }) => file.subarray(0, file.length - Math.min(file.length, 1 + (a % 16))),
  drawOut: (file, { a, b }) => Buffer.concat([file, Buffer.alloc(1 + (a % 64), b % 256)]),
  cutOut: (file, { a, b }) => splice(file, a, 1 + (b % 64), Buffer.alloc(0)),
  putIn: (file, { a, b, c }) => splice(file, a, 0, Buffer.alloc(1 + (b % 64), c % 256)),
  repeat: (file, { a, b }) =>
    splice(file, a, 0, file.subarray(a % file.length, (a % file.length) + 1 + (b % 512))),
  joinHalves: (file, { a, b }, other) =>
    Buffer.concat([file.subarray(0, a % file.length), other.subarray(b % other.length)]),
  otherData: (file, _, other) =>
    Buffer.concat([file.subarray(0, dataStart(file)), other.subarray(dataStart(other))]),
  setLength: (file, { a }) => writeLength(file, pick(lengths, a)),
  changeLength: (file, { a }) => writeLength(file, BigInt(Math.max(0, dataStart(file) - 8 + (a % 33) - 16))),
};

const values: Readonly<Record<string, Mutation>> = {
  setFloat: (file, { a, b }) => setFloat(file, 4 * Math.floor(a / 4), pick(floatBits, b)),
  setFloatAcross: (file, { a, b }) => setFloat(file, a, pick(floatBits, b)),
  setFloatAnyBits: (file, { a, b, c }) => setFloat(file, 4 * Math.floor(a / 4), (b ^ (c << 8)) >>> 0),
};

const header: Readonly<Record<string, Mutation>> = {
  headerToken: (file, { a, b }) => {
    const text = headerText(file);
    const at = a % (text.length + 1);
    return withHeaderText(file, text.slice(0, at) + pick(tokens, b) + text.slice(at));
  },
  headerCut: (file, { a, b }) => {
    const text = headerText(file);
    const at = a % (text.length + 1);
    return withHeaderText(file, text.slice(0, at) + text.slice(at + 1 + (b % 8)));
  },
  headerSpace: (file, { a }) => withHeaderText(file, headerText(file) + " ".repeat(a % 64)),
  headerBytes: (file, { a, b }) => {
    const at = 8 + (a % Math.max(1, dataStart(file) - 8));
    const bytes = pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80], [0xe2, 0x82]], b);
    return writeLength(splice(file, at, 0, Buffer.from(bytes)), BigInt(dataStart(file) - 8 + bytes.length));
  },
  repeatKey: (file, { a }) => {
    const text = headerText(file);
    const keys = [...text.matchAll(/"[^"\\]*":/g)];
    const key = keys.length === 0 ? "" : pick(keys, a)[0];
    return withHeaderText(
      file,
      text.replace("{", () => `{${key}0,`),
    );
  },
  changeHeaderTree: (file, choice) => changeHeader(file, (tree) => asObject(changeTree(tree, choice))),
  swapOffsets: (file, { a, b }) =>
    changeHeader(file, (tree) => {
      const tensors = entriesOf(tree).filter(([name]) => name !== "__metadata__");
      const [one, two] = [pick(tensors, a)[1], pick(tensors, b)[1]];
      if (isTensor(one) && isTensor(two)) {
        [one.data_offsets, two.data_offsets] = [two.data_offsets, one.data_offsets];
      }
      return tree;
    }),
  moveOffsets: (file, { a, b, c }) =>
    changeHeader(file, (tree) => {
      const tensor = pick(entriesOf(tree), a)[1];
      if (isTensor(tensor)) {
        const by = pick([-8, -4, -1, 1, 4, 8], b);
        tensor.data_offsets = tensor.data_offsets.map((at, i) => (c % 3 === i ? at : at + by));
      }
      return tree;
    }),
  changeDtype: (file, { a, b }) =>
    changeHeader(file, (tree) => {
      const tensor = pick(entriesOf(tree), a)[1];
      if (isTensor(tensor)) {
        tensor.dtype = pick(["I32", "U32", "F16", "BF16", "F64", "f32", "C64", "F4", "toString"], b);
      }
      return tree;
    }),
  foldShape: (file, { a, b }) =>
    changeHeader(file, (tree) => {
      const tensor = pick(entriesOf(tree), a)[1];
      if (isTensor(tensor)) {
        const count = tensor.shape.reduce((product, size) => product * size, 1);
        tensor.shape = pick(
          [[count], [1, count], [...tensor.shape].reverse(), [count, 0], [2 ** 53, count]],
          b,
        );
      }
      return tree;
    }),
  renameTensor: (file, { a, b }) =>
    changeHeader(file, (tree) => {
      const entries = entriesOf(tree);
      const at = a % entries.length;
      const name = pick(
        ["__proto__", "constructor", "", "stages.9.norm1.weight", "hasOwnProperty", "\u0000"],
        b,
      );
      return Object.fromEntries(entries.map(([key, value], i) => (i === at ? [name, value] : [key, value])));
    }),
};

const manifest: Readonly<Record<string, Mutation>> = {
  changeManifestTree: (file, choice) => changeManifest(file, (text) => changedJson(text, choice)),
  changeManifestTwice: (file, choice) =>
    changeManifest(file, (text) =>
      changedJson(changedJson(text, choice), { a: choice.b, b: choice.c, c: choice.a }),
    ),
  manifestToken: (file, { a, b }) =>
    changeManifest(file, (text) => {
      const at = a % (text.length + 1);
      return text.slice(0, at) + pick(tokens, b) + text.slice(at);
    }),
  manifestDigit: (file, { a, b }) =>
    changeManifest(file, (text) => {
      const digits = [...text.matchAll(/[0-9]/g)];
      const at = digits.length === 0 ? 0 : pick(digits, a).index;
      return text.slice(0, at) + String(b % 10) + text.slice(at + 1);
    }),
  manifestDeep: (file, { a }) => changeManifest(file, () => "[".repeat(a % 120) + "]".repeat(a % 120)),
  otherManifest: (file, _, other) =>
    changeManifest(file, (text) => {
      let taken = text;
      changeManifest(other, (given) => (taken = given));
      return taken;
    }),
  describe: (file, { a, b }) =>
    changeManifest(file, (text) => {
      const description = pick(["", "x", "\u{1f408}", '"\\', "\u0000", "\u2028"], a).repeat(b % 1200);
      return text.replace("{", () => `{"description":${JSON.stringify(description)},`);
    }),
};

/** Names of the mutations by what they change, the deeper the further back. */
export const mutationGroups = [raw, header, values, manifest].map((group) => Object.keys(group));

export const mutations: Readonly<Record<string, Mutation>> = { ...raw, ...values, ...header, ...manifest };

function splice(file: Buffer, where: number, remove: number, put: Buffer): Buffer {
  const at = where % (file.length + 1);
  return Buffer.concat([file.subarray(0, at), put, file.subarray(at + remove)]);
}

/** Where the data starts by the file's own claim; the end of the file where that lies beyond it. */
function dataStart(file: Buffer): number {
  return file.length < 8 ? file.length : Math.min(file.length, 8 + Number(file.readBigUInt64LE(0)));
}

function writeLength(file: Buffer, length: bigint): Buffer {
  if (file.length >= 8) {
    file.writeBigUInt64LE(length, 0);
  }
  return file;
}

function setFloat(file: Buffer, where: number, bits: number): Buffer {
  const start = dataStart(file);
  if (file.length - start >= 4) {
    file.writeUInt32LE(bits, start + (where % (file.length - start - 3)));
  }
  return file;
}

function changedJson(text: string, choice: Choice): string {
  try {
    return JSON.stringify(changeTree(JSON.parse(text), choice));
  } catch {
    return bytesOf(text).toString("latin1");
  }
}

interface Tensor {
  dtype: string;
  shape: number[];
  data_offsets: number[];
}

function isTensor(value: unknown): value is Tensor {
  return (
    typeof value === "object" &&
    value !== null &&
    "dtype" in value &&
    "shape" in value &&
    Array.isArray(value.shape) &&
    "data_offsets" in value &&
    Array.isArray(value.data_offsets)
  );
}

/** JSON text of whatever a header may have become is wanted: what is no object stands in a list. */
function asObject(value: unknown): object | null {
  return typeof value === "object" ? value : [value];
}

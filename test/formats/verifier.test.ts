import fc from "fast-check";
import { expect, it } from "vitest";
import {
  bytesAccess,
  learngeneVerifier,
  storedTensors,
  verifyLearngene,
  writeLearngene,
} from "../../src/formats/index.js";
import { InputError } from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { rawFile } from "../support/files.js";
import { distinctTensors, tinyManifest } from "../support/learngenes.js";

const manifest = tinyManifest();
const good = writeLearngene(manifest, distinctTensors(storedTensors(manifest)));

/** Writes the bytes in pieces of these sizes, the rest at once, through one buffer that is filled anew each time. */
function verifyInPieces(bytes: Uint8Array, sizes: readonly number[]) {
  const verifier = learngeneVerifier();
  const reused = new Uint8Array(bytes.byteLength);
  let at = 0;
  for (const size of [...sizes, bytes.byteLength]) {
    const piece = bytes.subarray(at, at + size);
    reused.fill(0xff);
    reused.set(piece);
    verifier.write(reused.subarray(0, piece.byteLength));
    at += piece.byteLength;
  }
  return verifier.end();
}

async function outcome(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { code, message, field } = error as InputError;
    return { code, message, field };
  }
}

const pieces = fc.array(fc.oneof(fc.nat(9), fc.nat(3000)), { maxLength: 12 });

it("gives the manifest and header that reading gives, however the file is cut", async () => {
  const read = await verifyLearngene(bytesAccess(good));
  fc.assert(
    fc.property(pieces, (sizes) => {
      expect(verifyInPieces(good, sizes)).toEqual(read);
    }),
    { numRuns: 50 },
  );
});

it("refuses a file changed anywhere as reading refuses it, however it is cut", async () => {
  const header = good.byteLength - 4 * 1000;
  const change = fc.record({
    at: fc.oneof(fc.nat(16), fc.nat(header), fc.nat(good.byteLength - 1)),
    to: fc.nat(255),
  });
  await fc.assert(
    fc.asyncProperty(change, pieces, async ({ at, to }, sizes) => {
      const bytes = good.slice();
      bytes[at] = to;
      expect(await outcome(() => verifyInPieces(bytes, sizes))).toEqual(
        await outcome(() => verifyLearngene(bytesAccess(bytes))),
      );
    }),
    { numRuns: 300 },
  );
});

it("refuses a file cut short or drawn out as reading refuses it", async () => {
  const header = 8 + Number(Buffer.from(good).readBigUInt64LE());
  for (const length of [
    0,
    1,
    7,
    8,
    9,
    header - 1,
    header,
    header + 3,
    good.byteLength - 1,
    good.byteLength + 1,
  ]) {
    const bytes = new Uint8Array(length);
    bytes.set(good.subarray(0, length));
    expect(await outcome(() => verifyInPieces(bytes, [5, 1000]))).toEqual(
      await outcome(() => verifyLearngene(bytesAccess(bytes))),
    );
  }
});

it("says that a file is cut short rather than what else is wrong with it", async () => {
  const bytes = good.slice(0, -4);
  new DataView(bytes.buffer).setFloat32(bytes.byteLength - 4, NaN, true);
  await expectInputError(() => verifyInPieces(bytes, [1000]), "invalid-safetensors", /cut short/);
});

it("does not hold what a header only claims", async () => {
  const before = process.memoryUsage().arrayBuffers;
  const verifiers = Array.from({ length: 50 }, () => {
    const verifier = learngeneVerifier();
    verifier.write(rawFile(Buffer.from("{"), 0, 16n * 1024n * 1024n));
    return verifier;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50 * 100_000);
  await expectInputError(
    () => verifiers[0]?.end(),
    "invalid-safetensors",
    /claims 16777216 bytes, but only 1 follow/,
  );
});

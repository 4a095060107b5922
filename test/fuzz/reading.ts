/** What the readers make of a file, and whether they may. */
import assert from "node:assert/strict";
import {
  bytesAccess,
  learngeneVerifier,
  readLearngeneTensors,
  verifyLearngene,
} from "../../src/formats/index.js";
import { InputError } from "../../src/model/index.js";
import { checkSound } from "./sound-learngene.js";

type Outcome =
  { manifest: unknown; header: unknown } | { code: string; message: string; field: string | undefined };

/**
 * Has all three readers read a file: from where it lies, while it comes in, and with all its values. Throws unless they
 * agree with each other and with the independent check: a file that is not sound is refused with a typed error, and a
 * sound one is taken for what it is. Gives the code it was refused with; `undefined` if it was taken.
 */
export async function readEveryWay(file: Uint8Array, pieces: readonly number[]): Promise<string | undefined> {
  const read = await outcome(() => verifyLearngene(bytesAccess(file)));
  assert.deepEqual(await outcome(() => verifyInPieces(file, pieces)), read, "streamed and stored differ");
  const whole = await outcome(() => readLearngeneTensors(bytesAccess(file)));
  if ("code" in read) {
    assert("code" in whole && whole.code === read.code, "a refused file was read");
    assert(
      read.code === "invalid-safetensors" || read.code === "invalid-learngene",
      `refused with ${read.code}`,
    );
    assert(read.message.length > 0 && read.message.length < 1000, "an unreadable message");
    assert.throws(() => checkSound(file), "a sound file was refused");
    return read.code;
  }
  assert(!("code" in whole), "a file that was taken could not be read");
  assert.deepEqual(read.manifest, JSON.parse(checkSound(file)), "another manifest than the file's");
  return undefined;
}

function verifyInPieces(file: Uint8Array, pieces: readonly number[]) {
  const verifier = learngeneVerifier();
  let at = 0;
  for (const size of pieces) {
    verifier.write(file.subarray(at, at + size));
    at = Math.min(file.byteLength, at + size);
  }
  verifier.write(file.subarray(at));
  return verifier.end();
}

async function outcome(run: () => unknown): Promise<Outcome> {
  try {
    const { manifest, header } = (await run()) as { manifest: unknown; header: unknown };
    return { manifest, header };
  } catch (error) {
    if (!(error instanceof InputError)) {
      throw error;
    }
    return { code: error.code, message: error.message, field: error.field };
  }
}

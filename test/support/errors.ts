import { expect } from "vitest";
import { InputError, type ErrorCode } from "../../src/model/index.js";

/** Expects `run` to throw, or to reject with, an `InputError` of this code whose message matches; returns it. */
export async function expectInputError(
  run: () => unknown,
  code: ErrorCode,
  message: RegExp,
): Promise<InputError> {
  const error: unknown = await Promise.resolve()
    .then(run)
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(error).toBeInstanceOf(InputError);
  if (!(error instanceof InputError)) {
    throw new Error("not an InputError", { cause: error });
  }
  expect(error.message).toMatch(message);
  expect(error.code).toBe(code);
  return error;
}

import { InputError } from "../../model/index.js";

/** Throws `body-too-large` if `size` bytes are more than `maxBytes`. */
export function checkSize(size: number, maxBytes: number): void {
  if (size > maxBytes) {
    throw new InputError("body-too-large", `the file is larger than ${maxBytes} bytes`, {
      field: "body",
      fix: `Send at most ${maxBytes} bytes, or have this server's limit raised.`,
    });
  }
}

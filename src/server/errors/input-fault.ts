import type { InputError } from "../../model/index.js";
import type { Fault } from "./fault.js";
import { isAnswered } from "./problems.js";

/** The one answer to whatever is the server's own fault: what went wrong stands in the log alone. */
export const internalFault: Fault = {
  code: "internal-error",
  detail: "the server failed to answer",
};

/** An `InputError` as the answer to a request. */
export function inputFault(error: InputError): Fault {
  if (!isAnswered(error.code)) {
    return internalFault;
  }
  const { code, field, value, fix } = error;
  return { code, detail: error.message, field, value, fix };
}

import type { AnsweredCode, HttpErrorCode } from "./problems.js";

/** What is wrong with a request: a problem without what the table and the request add. */
export interface Fault {
  readonly code: AnsweredCode;
  /** One sentence that names what is wrong. */
  readonly detail: string;
  readonly field?: string | undefined;
  readonly value?: string | number | undefined;
  readonly fix?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error of a kind that only HTTP has, thrown by handlers and answered by the one error middleware. */
export class HttpFault extends Error {
  readonly fault: Fault;

  constructor(
    code: HttpErrorCode,
    detail: string,
    rest: Omit<Fault, "code" | "detail"> & { cause?: unknown } = {},
  ) {
    const { cause, ...details } = rest;
    super(detail, cause === undefined ? undefined : { cause });
    this.name = "HttpFault";
    this.fault = { code, detail, ...details };
  }
}

import { InputError } from "../../../model/index.js";

/** An S3-compatible bucket. Credentials and all else come from the AWS SDK's own environment variables and files. */
export interface S3Config {
  readonly bucket: string;
  /** URL of a server other than AWS's. */
  readonly endpoint?: string | undefined;
  /** Default: the SDK's own setting, and with an endpoint `us-east-1` where that is missing. */
  readonly region?: string | undefined;
  /** What all keys start with, such as `learngene/`; default nothing. */
  readonly prefix?: string | undefined;
  /** Whether the bucket stands in the path rather than in the host's name; default: with an endpoint. */
  readonly pathStyle?: boolean | undefined;
  /** Server-side encryption of what is stored; default: the bucket's own. */
  readonly sse?: "AES256" | "aws:kms" | undefined;
  /** The key of `aws:kms`, by id, ARN or alias; default AWS's own for S3. */
  readonly sseKmsKey?: string | undefined;
  /** Milliseconds that the server may keep silent; default {@link DEFAULT_S3_TIMEOUT}. */
  readonly timeout?: number | undefined;
}

export const DEFAULT_S3_TIMEOUT = 5000;

/**
 * The bucket that `LEARNGENE_S3_…` names; `undefined` without LEARNGENE_S3_BUCKET. A variable that is empty counts as
 * not there. Throws `invalid-config`, which names the variable.
 */
export function s3ConfigOf(env: Readonly<Record<string, string | undefined>>): S3Config | undefined {
  const read = (name: string) => (env[name] === "" ? undefined : env[name]);
  const bucket = read("LEARNGENE_S3_BUCKET");
  if (bucket === undefined) {
    return undefined;
  }
  const config: S3Config = {
    bucket: checkBucket(bucket),
    endpoint: checkEndpoint(read("LEARNGENE_S3_ENDPOINT")),
    prefix: checkPrefix(read("LEARNGENE_S3_PREFIX")),
    pathStyle: checkSwitch("LEARNGENE_S3_PATH_STYLE", read("LEARNGENE_S3_PATH_STYLE")),
    sse: checkEncryption(read("LEARNGENE_S3_SSE")),
    sseKmsKey: read("LEARNGENE_S3_SSE_KMS_KEY"),
    timeout: checkTimeout(read("LEARNGENE_S3_TIMEOUT")),
  };
  if (config.sseKmsKey !== undefined && config.sse !== "aws:kms") {
    throw wrong(
      "LEARNGENE_S3_SSE_KMS_KEY",
      config.sseKmsKey,
      "takes effect only with LEARNGENE_S3_SSE=aws:kms",
      "Set LEARNGENE_S3_SSE=aws:kms, or leave the key out.",
    );
  }
  return config;
}

/** What a variable that is `true` or `false` says. Throws `invalid-config`. */
export function checkSwitch(name: string, value: string | undefined): boolean | undefined {
  if (value !== undefined && value !== "true" && value !== "false") {
    throw wrong(name, value, "is neither true nor false", `Set ${name} to true or false.`);
  }
  return value === undefined ? undefined : value === "true";
}

function checkBucket(bucket: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(bucket)) {
    throw wrong(
      "LEARNGENE_S3_BUCKET",
      bucket,
      "is no name of a bucket",
      "Write the bucket's name alone, such as LEARNGENE_S3_BUCKET=learngenes.",
    );
  }
  return bucket;
}

function checkEndpoint(endpoint: string | undefined): string | undefined {
  if (endpoint !== undefined) {
    const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
    if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.username !== "") {
      throw wrong(
        "LEARNGENE_S3_ENDPOINT",
        endpoint.replace(/\/\/.*@/, "//…@"),
        "is no http or https URL without credentials",
        "Write the server's URL, such as LEARNGENE_S3_ENDPOINT=https://s3.example.com.",
      );
    }
  }
  return endpoint;
}

function checkPrefix(prefix: string | undefined): string | undefined {
  if (prefix !== undefined && !/^([A-Za-z0-9._-]+\/)+$/.test(prefix)) {
    throw wrong(
      "LEARNGENE_S3_PREFIX",
      prefix,
      "is not made of names that each end with a slash",
      "Write letters, digits, . _ - and a slash at the end, such as LEARNGENE_S3_PREFIX=learngene/.",
    );
  }
  if (prefix?.split("/").some((name) => name === "." || name === "..") === true) {
    throw wrong("LEARNGENE_S3_PREFIX", prefix, "holds . or .. as a name", "Leave them out.");
  }
  return prefix;
}

function checkEncryption(sse: string | undefined): S3Config["sse"] {
  if (sse !== undefined && sse !== "AES256" && sse !== "aws:kms") {
    throw wrong(
      "LEARNGENE_S3_SSE",
      sse,
      "is neither AES256 nor aws:kms",
      "Set LEARNGENE_S3_SSE to AES256 or aws:kms, or leave it out for the bucket's own setting.",
    );
  }
  return sse;
}

function checkTimeout(text: string | undefined): number | undefined {
  if (text !== undefined && !/^[1-9][0-9]{1,5}$/.test(text)) {
    throw wrong(
      "LEARNGENE_S3_TIMEOUT",
      text,
      "is no whole number of milliseconds from 10 to 999999",
      `Set LEARNGENE_S3_TIMEOUT to milliseconds, such as ${DEFAULT_S3_TIMEOUT}.`,
    );
  }
  return text === undefined ? undefined : Number(text);
}

function wrong(field: string, value: string, problem: string, fix: string): InputError {
  const shown = value.slice(0, 100);
  return new InputError("invalid-config", `${field} ${problem}: ${JSON.stringify(shown)}`, {
    field,
    value: shown,
    fix,
  });
}

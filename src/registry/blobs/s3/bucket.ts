import { S3Client, S3ServiceException, type S3ClientConfig } from "@aws-sdk/client-s3";
import { UnavailableError } from "../../unavailable.js";
import { DEFAULT_S3_TIMEOUT, type S3Config } from "./config.js";
import { PatientHandler } from "./patient-handler.js";

/** Tries of one request, the first counted. The waits between are the SDK's: tens to hundreds of milliseconds. */
const ATTEMPTS = 3;

/** A bucket and how it is spoken to. */
export interface Bucket {
  readonly client: S3Client;
  readonly name: string;
  /** Milliseconds that the server may keep silent. */
  readonly timeout: number;
  /** What goes with each request that makes an object. */
  readonly encryption: {
    readonly ServerSideEncryption?: "AES256" | "aws:kms";
    readonly SSEKMSKeyId?: string;
  };
}

/** The client for a configured bucket. Asks the server nothing yet. */
export function openBucket(config: S3Config): Bucket {
  const timeout = config.timeout ?? DEFAULT_S3_TIMEOUT;
  const region = config.region ?? regionOf(config.endpoint);
  const settings: S3ClientConfig = {
    forcePathStyle: config.pathStyle ?? config.endpoint !== undefined,
    // Servers that predate the SDK's default checksums refuse them.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: ATTEMPTS,
    requestHandler: new PatientHandler(timeout),
    ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    ...(region === undefined ? {} : { region }),
  };
  return {
    client: new S3Client(settings),
    name: config.bucket,
    timeout,
    encryption: {
      ...(config.sse === undefined ? {} : { ServerSideEncryption: config.sse }),
      ...(config.sseKmsKey === undefined ? {} : { SSEKMSKeyId: config.sseKmsKey }),
    },
  };
}

// Servers other than AWS's mostly take any region, and the SDK insists on one.
function regionOf(endpoint: string | undefined): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  return AWS_REGION ?? AWS_DEFAULT_REGION ?? (endpoint === undefined ? undefined : "us-east-1");
}

/** Bytes a second that a server copies at least: a tenth of what it takes for a network of its own. */
const COPIED_PER_SECOND = 16 * 1024 ** 2;

/**
 * For a request that has the server copy `bytes` before it answers: ends it, and every further try, once that has
 * taken longer than any other answer may, and than the bytes need.
 */
export function copyDeadline({ timeout }: Bucket, bytes: number): AbortSignal {
  return AbortSignal.timeout(Math.ceil(2 * timeout + (1000 * bytes) / COPIED_PER_SECOND));
}

/** What `run` gives; whatever it rejects with becomes an `UnavailableError`. */
export async function orUnavailable<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw cause instanceof UnavailableError ? cause : new UnavailableError("blob store", cause);
  }
}

/** What `run` gives, or `undefined` if the server says that there is no such object or upload; otherwise as {@link orUnavailable}. */
export function orNoObject<T>(run: () => Promise<T>): Promise<T | undefined> {
  return orUnavailable(async () => {
    try {
      return await run();
    } catch (cause) {
      if (isMissingObject(cause)) {
        return undefined;
      }
      throw cause;
    }
  });
}

// An answer to HEAD has no body, so it does not say whether the bucket or the object is missing.
function isMissingObject(error: unknown): boolean {
  return (
    error instanceof S3ServiceException && ["NoSuchKey", "NotFound", "NoSuchUpload"].includes(error.name)
  );
}

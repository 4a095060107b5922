import { HeadBucketCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { InputError } from "../../../model/index.js";
import { UnavailableError } from "../../unavailable.js";
import type { Bucket } from "./bucket.js";

/**
 * Asks for the bucket, so that a wrong setting shows at the start. Throws `invalid-config` for what an operator has
 * to mend; `UnavailableError` if the server does not answer.
 */
export async function checkBucket({ client, name }: Bucket): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: name }));
  } catch (cause) {
    throw explained(name, cause) ?? new UnavailableError("blob store", cause);
  }
}

function explained(bucket: string, cause: unknown): InputError | undefined {
  const wrong = (field: string, problem: string, fix: string) =>
    new InputError("invalid-config", problem, { field, value: bucket, fix, cause });
  const status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined;
  if (status === 404) {
    return wrong(
      "LEARNGENE_S3_BUCKET",
      `there is no bucket ${bucket}`,
      "Create it, or check LEARNGENE_S3_BUCKET and LEARNGENE_S3_ENDPOINT.",
    );
  }
  if (status === 401 || status === 403) {
    return wrong(
      "AWS_ACCESS_KEY_ID",
      `the store refuses access to the bucket ${bucket}`,
      "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may do with the bucket.",
    );
  }
  if (status === 301 || (cause instanceof Error && cause.message === "Region is missing")) {
    return wrong(
      "AWS_REGION",
      `the region of the bucket ${bucket} is missing or another`,
      "Set AWS_REGION to the bucket's region.",
    );
  }
  if (cause instanceof Error && cause.name === "CredentialsProviderError") {
    return wrong(
      "AWS_ACCESS_KEY_ID",
      `there are no credentials for the bucket ${bucket}`,
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or another source of credentials that the AWS SDK knows.",
    );
  }
  return undefined;
}

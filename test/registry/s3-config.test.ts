import { describe, expect, it } from "vitest";
import { checkSwitch, s3ConfigOf } from "../../src/registry/blobs/s3/config.js";
import { expectInputError } from "../support/errors.js";

describe("s3ConfigOf", () => {
  it("is nothing without a bucket, whatever else is set", () => {
    expect(s3ConfigOf({ LEARNGENE_S3_PREFIX: "learngene/" })).toBeUndefined();
    expect(s3ConfigOf({ LEARNGENE_S3_BUCKET: "" })).toBeUndefined();
  });

  it("reads every variable", () => {
    expect(
      s3ConfigOf({
        LEARNGENE_S3_BUCKET: "learngenes",
        LEARNGENE_S3_ENDPOINT: "http://127.0.0.1:9000",
        LEARNGENE_S3_PREFIX: "team/learngene/",
        LEARNGENE_S3_PATH_STYLE: "false",
        LEARNGENE_S3_SSE: "aws:kms",
        LEARNGENE_S3_SSE_KMS_KEY: "alias/learngene",
        LEARNGENE_S3_TIMEOUT: "2500",
      }),
    ).toEqual({
      bucket: "learngenes",
      endpoint: "http://127.0.0.1:9000",
      prefix: "team/learngene/",
      pathStyle: false,
      sse: "aws:kms",
      sseKmsKey: "alias/learngene",
      timeout: 2500,
    });
  });

  it.each([
    ["LEARNGENE_S3_BUCKET", "s3://learngenes/x"],
    ["LEARNGENE_S3_ENDPOINT", "s3.example.com"],
    ["LEARNGENE_S3_ENDPOINT", "ftp://s3.example.com"],
    ["LEARNGENE_S3_ENDPOINT", "https://key:secret@s3.example.com"],
    ["LEARNGENE_S3_PREFIX", "learngene"],
    ["LEARNGENE_S3_PREFIX", "/learngene/"],
    ["LEARNGENE_S3_PREFIX", "a/../b/"],
    ["LEARNGENE_S3_PATH_STYLE", "yes"],
    ["LEARNGENE_S3_SSE", "aes"],
    ["LEARNGENE_S3_SSE_KMS_KEY", "a-key"],
    ["LEARNGENE_S3_TIMEOUT", "5s"],
  ])("refuses %s=%s, and names it", async (name, value) => {
    const read = () => s3ConfigOf({ LEARNGENE_S3_BUCKET: "learngenes", [name]: value });
    const error = await expectInputError(read, "invalid-config", new RegExp(`^${name} `));
    expect(error.field).toBe(name);
    expect(error.fix).toBeDefined();
    expect(error.message + String(error.value)).not.toContain("secret");
  });
});

describe("checkSwitch", () => {
  it("knows true and false", () => {
    expect([checkSwitch("X", "true"), checkSwitch("X", "false"), checkSwitch("X", undefined)]).toEqual([
      true,
      false,
      undefined,
    ]);
  });
});

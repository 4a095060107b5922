import { type Command, Option } from "commander";
import { z } from "zod";
import { checkSwitch, s3ConfigOf } from "../../registry/blobs/s3/config.js";
import { DEFAULT_CACHE_BYTES } from "../../registry/config.js";
import type { RegistryConfig } from "../../registry/index.js";
import { readNumber, readWholeNumber, refusal } from "./values.js";

/** What {@link addCatalogOptions} reads. */
export const catalogOptionsSchema = z.object({
  data: z.string(),
  databaseUrl: z.string().optional(),
  databaseConnectTimeout: z.number(),
  databaseTimeout: z.number(),
});

/** What {@link addRegistryOptions} reads. */
export const registryOptionsSchema = catalogOptionsSchema.extend({
  s3Bucket: z.string().optional(),
  s3Endpoint: z.string().optional(),
  cacheBytes: z.number(),
});

/** Where the catalog is: a registry's configuration but for its files. */
export type CatalogConfig = Pick<
  RegistryConfig,
  "dataDirectory" | "databaseUrl" | "databaseConnectTimeout" | "databaseStatementTimeout"
>;

/** Adds what every command on a registry takes: where its catalog and its files are. */
export function addRegistryOptions(command: Command): Command {
  return addCatalogOptions(command)
    .addOption(
      new Option(
        "--s3-bucket <name>",
        "bucket for the files; credentials by AWS's own variables (default: files in the data directory)",
      ).env("LEARNGENE_S3_BUCKET"),
    )
    .addOption(
      new Option("--s3-endpoint <url>", "server of the bucket, if it is not AWS's (default: AWS's)").env(
        "LEARNGENE_S3_ENDPOINT",
      ),
    )
    .addOption(
      new Option("--cache-bytes <bytes>", "files of the bucket that are kept in the data directory too")
        .env("LEARNGENE_CACHE_BYTES")
        .default(DEFAULT_CACHE_BYTES)
        .argParser((text) => readWholeNumber("--cache-bytes", text, 0, Number.MAX_SAFE_INTEGER)),
    );
}

/** Adds what commands on a registry's catalog alone take. */
export function addCatalogOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--data <directory>", "where the embedded catalog and files lie; made if missing")
        .env("LEARNGENE_DATA")
        .default("data"),
    )
    .addOption(
      new Option(
        "--database-url <url>",
        "PostgreSQL database for the catalog, as postgres://user:password@host/database; rather the environment, " +
          "which other users of this machine cannot read (default: embedded in the data directory)",
      ).env("DATABASE_URL"),
    )
    .addOption(
      new Option("--database-connect-timeout <seconds>", "how long connecting to PostgreSQL may take")
        .env("LEARNGENE_DATABASE_CONNECT_TIMEOUT")
        .default(5)
        .argParser((text) => readSeconds("--database-connect-timeout", text)),
    )
    .addOption(
      new Option("--database-timeout <seconds>", "how long one statement on PostgreSQL may take")
        .env("LEARNGENE_DATABASE_TIMEOUT")
        .default(30)
        .argParser((text) => readSeconds("--database-timeout", text)),
    );
}

/**
 * The registry that these options name, with `LEARNGENE_S3_…` of the environment for what has no flag. An empty text,
 * as shells make it, stands for none. Throws `invalid-config`.
 */
export function registryConfigOf(
  options: z.infer<typeof registryOptionsSchema>,
  env: NodeJS.ProcessEnv = process.env,
): RegistryConfig {
  return {
    ...catalogConfigOf(options),
    s3: s3ConfigOf({
      ...env,
      LEARNGENE_S3_BUCKET: options.s3Bucket,
      LEARNGENE_S3_ENDPOINT: options.s3Endpoint,
    }),
    cacheBytes: options.cacheBytes,
    redirectDownloads: checkSwitch("LEARNGENE_S3_REDIRECT", given(env["LEARNGENE_S3_REDIRECT"])),
  };
}

/** The catalog that these options name. */
export function catalogConfigOf(options: z.infer<typeof catalogOptionsSchema>): CatalogConfig {
  return {
    dataDirectory: options.data,
    databaseUrl: given(options.databaseUrl),
    databaseConnectTimeout: Math.ceil(options.databaseConnectTimeout * 1000),
    databaseStatementTimeout: Math.ceil(options.databaseTimeout * 1000),
  };
}

const given = (text: string | undefined) => (text === "" ? undefined : text);

/** A day: beyond it, no limit is meant, and timers overflow not far above. */
const MAX_SECONDS = 86_400;

function readSeconds(flag: string, text: string): number {
  const wanted = `a number of seconds above 0, up to ${MAX_SECONDS}`;
  const seconds = readNumber(flag, text, wanted);
  if (seconds < 0.001 || seconds > MAX_SECONDS) {
    throw refusal(flag, text, wanted);
  }
  return seconds;
}

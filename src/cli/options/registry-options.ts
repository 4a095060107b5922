import { type Command, Option } from "commander";
import { z } from "zod";
import type { RegistryConfig } from "../../registry/index.js";
import { readNumber, refusal } from "./values.js";

/** What {@link addRegistryOptions} reads. */
export const registryOptionsSchema = z.object({
  data: z.string(),
  databaseUrl: z.string().optional(),
  databaseConnectTimeout: z.number(),
  databaseTimeout: z.number(),
  s3Bucket: z.string().optional(),
  s3Endpoint: z.string().optional(),
});

/** Adds what every command on a registry takes: where its catalog and its files are. */
export function addRegistryOptions(command: Command): Command {
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
    )
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
    );
}

/** The registry that these options name. An empty text, as shells make it, stands for none. */
export function registryConfigOf(options: z.infer<typeof registryOptionsSchema>): RegistryConfig {
  const { s3Bucket: bucket, s3Endpoint } = options;
  return {
    dataDirectory: options.data,
    databaseUrl: given(options.databaseUrl),
    databaseConnectTimeout: Math.ceil(options.databaseConnectTimeout * 1000),
    databaseStatementTimeout: Math.ceil(options.databaseTimeout * 1000),
    s3: given(bucket) === undefined ? undefined : { bucket: bucket ?? "", endpoint: given(s3Endpoint) },
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

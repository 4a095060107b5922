import { Command, Option } from "commander";
import { z } from "zod";
import {
  DEFAULT_BUFFER_BYTES,
  DEFAULT_BUFFER_BYTES_OF_BUCKET,
  DEFAULT_MAX_UPLOAD_BYTES,
} from "../../registry/config.js";
import type { RegistryConfig } from "../../registry/index.js";
import { DEFAULT_HOST, DEFAULT_PORT } from "../../server/address.js";
import { DEFAULT_MAX_EXPANSIONS } from "../../server/limits.js";
import {
  accessOptionsOf,
  accessOptionsSchema,
  addAccessOptions,
  addJobOptions,
  addRegistryOptions,
  jobOptionsOf,
  jobOptionsSchema,
  readWholeNumber,
  registryConfigOf,
  registryOptionsSchema,
  type Settings,
} from "../options/index.js";

const levels = ["debug", "info", "warn", "error", "silent"] as const;

const MAX_PORT = 65_535;

/** More belong on machines of their own. */
const MAX_WORKERS = 64;

const optionsSchema = registryOptionsSchema.extend({
  ...accessOptionsSchema.shape,
  ...jobOptionsSchema.shape,
  jobWorkers: z.number().optional(),
  host: z.string(),
  port: z.number(),
  logLevel: z.enum(levels),
  maxUploadBytes: z.number(),
  maxExpansions: z.number(),
  bufferBytes: z.number().optional(),
  redirectDownloads: z.boolean().optional(),
});

/** `learngene serve`: the registry and the initialization server. */
export function serveCommand(signal: AbortSignal): Command {
  const command = new Command("serve")
    .summary("serve learngenes over HTTP")
    .description(
      "Serve learngenes over HTTP: publish them, find them, start networks of any depth from them. The first start " +
        "publishes the sample learngene/fashion-vit. Ctrl-C or SIGTERM stops it once requests under way are done.",
    )
    .addOption(
      new Option("--host <host>", "name or address to listen on; 0.0.0.0 for all of this machine's")
        .env("HOST")
        .default(DEFAULT_HOST),
    )
    .addOption(
      new Option("--port <number>", "port to listen on; 0 takes any free one")
        .env("PORT")
        .default(DEFAULT_PORT)
        .argParser((text) => readWholeNumber("--port", text, 0, MAX_PORT)),
    )
    .addOption(
      new Option("--log-level <level>", "least that is logged, as JSON lines on standard error")
        .choices(levels)
        .default("info"),
    )
    .addOption(
      new Option("--max-upload-bytes <bytes>", "largest file that is published")
        .env("LEARNGENE_MAX_UPLOAD_BYTES")
        .default(DEFAULT_MAX_UPLOAD_BYTES)
        .argParser((text) => readWholeNumber("--max-upload-bytes", text, 1, Number.MAX_SAFE_INTEGER)),
    )
    .addOption(
      new Option("--max-expansions <number>", "files sent at once; more get 503 with Retry-After")
        .env("LEARNGENE_MAX_EXPANSIONS")
        .default(DEFAULT_MAX_EXPANSIONS)
        .argParser((text) => readWholeNumber("--max-expansions", text, 1, 1_000_000)),
    )
    .addOption(
      new Option(
        "--buffer-bytes <bytes>",
        "memory for parts of files that are sent, the latest kept (default: " +
          `${DEFAULT_BUFFER_BYTES}, or ${DEFAULT_BUFFER_BYTES_OF_BUCKET} with a bucket)`,
      )
        .env("LEARNGENE_BUFFER_BYTES")
        .argParser((text) => readWholeNumber("--buffer-bytes", text, 0, Number.MAX_SAFE_INTEGER)),
    )
    .option(
      "--redirect-downloads",
      "have files downloaded from the bucket itself, by addresses good for five minutes; also " +
        "LEARNGENE_S3_REDIRECT=true",
    );
  command.addOption(
    new Option(
      "--job-workers <number>",
      "jobs that this server runs at once, 0 for none (default: 1, or 0 with PostgreSQL and a bucket, for learngene worker)",
    )
      .env("LEARNGENE_JOB_WORKERS")
      .argParser((text) => readWholeNumber("--job-workers", text, 0, MAX_WORKERS)),
  );
  return addRegistryOptions(addAccessOptions(addJobOptions(command)))
    .addHelpText(
      "after",
      `
More of the bucket by the environment: LEARNGENE_S3_PREFIX (learngene/), LEARNGENE_S3_PATH_STYLE (true, false),
LEARNGENE_S3_SSE (AES256, aws:kms), LEARNGENE_S3_SSE_KMS_KEY, LEARNGENE_S3_TIMEOUT (milliseconds), and AWS's own.

Example:
  $ learngene serve --port 9000`,
    )
    .action(async () => {
      const {
        host,
        port,
        logLevel,
        maxUploadBytes,
        maxExpansions,
        bufferBytes,
        redirectDownloads,
        jobWorkers,
        ...options
      } = optionsSchema.parse(command.opts<Settings>());
      const registry = { ...registryConfigOf(options), maxUploadBytes, bufferBytes };
      const access = accessOptionsOf(accessOptionsSchema.parse(options));
      // Loaded only here: the server's packages take as long to load as all else together.
      const { serve } = await import("../serving.js");
      await serve(
        {
          host,
          port,
          logLevel,
          access,
          limits: { maxExpansions },
          jobs: { ...jobOptionsOf(options), workers: jobWorkers ?? usualWorkers(registry) },
          registry: redirectDownloads === true ? { ...registry, redirectDownloads } : registry,
        },
        signal,
      );
    });
}

/** A server that alone holds its files is the only one who can run jobs on them. */
function usualWorkers({ databaseUrl, s3 }: RegistryConfig): number {
  return databaseUrl !== undefined && s3 !== undefined ? 0 : 1;
}

import { type Command, Option } from "commander";
import { z } from "zod";
import { checkSwitch } from "../../registry/blobs/s3/config.js";
import { scopes, type Grant } from "../../registry/access/grants.js";
import { DEFAULT_RATE_LIMIT, type AccessOptions } from "../../server/access/options.js";
import { readWholeNumber, refusal } from "./values.js";

/** What {@link addAccessOptions} reads. */
export const accessOptionsSchema = z.object({
  readOnly: z.boolean().optional(),
  insecure: z.boolean().optional(),
  trustProxy: z.array(z.string()).optional(),
  corsOrigins: z.array(z.string()).optional(),
  rateLimit: z.number(),
});

/** Adds whom a server serves, and how much. */
export function addAccessOptions(command: Command): Command {
  return command
    .option("--read-only", "take no writes; also LEARNGENE_READ_ONLY=true")
    .option("--insecure", "until there is a token, let everybody do everything, not this machine alone")
    .addOption(
      new Option(
        "--trust-proxy <addresses>",
        "proxies whose X-Forwarded-For is believed: addresses or subnets with commas between them, or loopback, " +
          "linklocal, uniquelocal (default: none)",
      )
        .env("LEARNGENE_TRUST_PROXY")
        .argParser(readList),
    )
    .addOption(
      new Option(
        "--cors-origins <origins>",
        "origins whose pages may read answers, such as https://page.example, with commas between them, or * " +
          "(default: none)",
      )
        .env("LEARNGENE_CORS_ORIGINS")
        .argParser(readOrigins),
    )
    .addOption(
      new Option("--rate-limit <number>", "requests a minute from one address; 0 for no limit")
        .env("LEARNGENE_RATE_LIMIT")
        .default(DEFAULT_RATE_LIMIT)
        .argParser((text) => readWholeNumber("--rate-limit", text, 0, 1_000_000_000)),
    );
}

/** The access that these options name. Throws `invalid-config` for a switch of the environment that is none. */
export function accessOptionsOf(
  options: z.infer<typeof accessOptionsSchema>,
  env: NodeJS.ProcessEnv = process.env,
): AccessOptions {
  // An empty text, as shells make it, stands for none.
  const readOnly = checkSwitch("LEARNGENE_READ_ONLY", given(env["LEARNGENE_READ_ONLY"]));
  return { ...options, readOnly: options.readOnly ?? readOnly };
}

const given = (text: string | undefined) => (text === "" ? undefined : text);

function readList(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function readOrigins(text: string): string[] {
  const origins = readList(text);
  const wrong = origins.find((origin) => origin !== "*" && !isOrigin(origin));
  if (wrong !== undefined) {
    throw refusal("--cors-origins", wrong, "origins such as https://page.example, without a path");
  }
  return origins;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

/** Reads `owner:scope`. Throws `invalid-request` for anything else. */
export function readGrant(flag: string, text: string): Grant {
  const [, owner = "", name] = /^(.+):([a-z]+)$/.exec(text) ?? [];
  const scope = scopes.find((known) => known === name);
  if (scope === undefined) {
    throw refusal(flag, text, `an owner or *, a colon, and ${scopes.join(", ")}, such as acme:publish`);
  }
  return { owner, scope };
}

import { Command, Option } from "commander";
import { z } from "zod";
import type { Grant } from "../../registry/access/grants.js";
import {
  addCatalogOptions,
  catalogConfigOf,
  catalogOptionsSchema,
  readDuration,
  readGrant,
  type CatalogConfig,
  type Settings,
} from "../options/index.js";

/** `learngene tokens`: who may do what. */
export function tokensCommand(): Command {
  return new Command("tokens")
    .summary("make, list and revoke tokens")
    .description(
      "Look after the tokens that requests must bring once there is one: on PostgreSQL at any time, in a data " +
        "directory while no server holds it. A running server does the same by POST, GET and DELETE /v1/tokens.",
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

const createSchema = catalogOptionsSchema.extend({
  grant: z.array(z.custom<Grant>()),
  expires: z.number().optional(),
});

function createCommand(): Command {
  const command = new Command("create")
    .summary("make a token and print it, this once")
    .description(
      "Make a token and print it: this once, as only its hash is kept. From the first token on, no write is taken " +
        "without one.",
    )
    .argument("<name>", "for people to tell tokens apart")
    .addOption(
      new Option(
        "--grant <owner:scope>",
        "what it may do: read, publish or admin, on an owner or * for all; repeatable",
      )
        .argParser((text, before: Grant[] | undefined) => [...(before ?? []), readGrant("--grant", text)])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        "--expires <time>",
        "for how long it is good, such as 12h or 90d (default: for ever)",
      ).argParser((text) => readDuration("--expires", text)),
    );
  return onCatalog(command, "learngene tokens create ci --grant acme:publish --expires 90d").action(
    async (name: string) => {
      const { grant, expires, ...options } = createSchema.parse(command.opts<Settings>());
      const { createToken } = await import("../tokens.js");
      await createToken(catalogConfigOf(options), { name, grants: grant, milliseconds: expires });
    },
  );
}

function listCommand(): Command {
  const command = new Command("list")
    .summary("list tokens, the newest first")
    .description(
      "List tokens, the newest first: what they may do and when they were used, never the tokens themselves.",
    )
    .option("--json", "print one JSON array (default: a table)");
  return onCatalog(command, "learngene tokens list").action(async () => {
    const { listTokens } = await import("../tokens.js");
    const { json } = command.opts<{ json?: boolean }>();
    await listTokens(configOf(command), json === true);
  });
}

function revokeCommand(): Command {
  const command = new Command("revoke")
    .summary("revoke a token for ever")
    .description("Revoke a token: from the next request on it is of no use, for ever.")
    .argument("<id>", "the token's id, as the list shows it");
  return onCatalog(command, "learngene tokens revoke 1f0b8f3e-6d0c-4b52-9d41-1fd5b9f0a111").action(
    async (id: string) => {
      const { revokeToken } = await import("../tokens.js");
      await revokeToken(configOf(command), id);
    },
  );
}

function onCatalog(command: Command, example: string): Command {
  return addCatalogOptions(command).addHelpText("after", `\nExample:\n  $ ${example}`);
}

function configOf(command: Command): CatalogConfig {
  return catalogConfigOf(catalogOptionsSchema.parse(command.opts<Settings>()));
}

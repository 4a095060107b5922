import type { Schema } from "../client/index.js";
import type { NamedVersion } from "./options/index.js";
import { asking, collected, type Server } from "./remote/index.js";
import { bytesText, percentText, styled, tableText, timeText } from "./terminal/index.js";

interface Filters {
  readonly q: string | undefined;
  readonly family: string | undefined;
  readonly dataset: string | undefined;
}

/** Prints the learngenes that fit all filters. */
export async function list(server: Server, { q, family, dataset }: Filters, json: boolean): Promise<void> {
  const query = {
    limit: 200,
    ...(q === undefined ? {} : { q }),
    ...(family === undefined ? {} : { family }),
    ...(dataset === undefined ? {} : { dataset }),
  };
  const learngenes = await asking(server, (client) =>
    collected(client.listLearngenes(query, { signal: server.signal })),
  );
  process.stdout.write(json ? `${JSON.stringify(learngenes)}\n` : learngeneTable(learngenes));
}

function learngeneTable(learngenes: readonly Schema<"LearngeneSummary">[]): string {
  return tableText([
    ["NAME", "VERSION", "FAMILY", "DATA SET", "SIZE", "PUBLISHED", "VISIBILITY"],
    ...learngenes.map(({ owner, name, latest, family, dataset, updatedAt, visibility }) => [
      `${owner}/${name}`,
      String(latest.version),
      family,
      dataset ?? "-",
      bytesText(latest.size),
      timeText(updatedAt),
      visibility,
    ]),
  ]);
}

/** Prints a learngene with its versions. */
export async function showLearngene(
  server: Server,
  { owner, name }: NamedVersion,
  json: boolean,
): Promise<void> {
  const learngene = await asking(server, (client) =>
    client.getLearngene(`${owner}/${name}`, { yanked: true }, { signal: server.signal }),
  );
  process.stdout.write(json ? `${JSON.stringify(learngene)}\n` : learngeneText(learngene));
}

function learngeneText(learngene: Schema<"Learngene">): string {
  const { owner, name, description, license, family, dataset, visibility, versions, card } = learngene;
  const facts = [family, `trained on ${dataset ?? "what it does not say"}`, license, visibility];
  const table = tableText([
    ["VERSION", "TAGS", "SIZE", "PUBLISHED", "DIGEST", ""],
    ...versions.map((version) => [
      String(version.version),
      version.tags.join(", ") || "-",
      bytesText(version.size),
      timeText(version.createdAt),
      version.digest.slice(0, "sha256:".length + 12),
      yankText(version.yanked),
    ]),
  ]);
  return [
    styled("bold", `${owner}/${name}`),
    ...(description === "" ? [] : [description]),
    facts.join(", "),
    "",
    table,
    ...(card === "" ? [] : [card]),
  ].join("\n");
}

const yankText = (yanked: Schema<"Yank"> | undefined) =>
  yanked === undefined ? "" : `yanked${yanked.reason === "" ? "" : `: ${yanked.reason}`}`;

/** Prints a version: what its file says of itself. */
export async function showVersion(
  server: Server,
  { owner, name, ref }: NamedVersion,
  json: boolean,
): Promise<void> {
  const version = await asking(server, (client) =>
    client.getVersion(`${owner}/${name}@${ref}`, { signal: server.signal }),
  );
  process.stdout.write(json ? `${JSON.stringify(version)}\n` : versionText(version));
}

function versionText(version: Schema<"Version">): string {
  const { owner, name, manifest, tags, digest, size, createdAt, yanked, results = [] } = version;
  const { config, family } = manifest.architecture;
  const stages = manifest.stages.map(({ layers }) => layers).join(",");
  const lines = [
    styled("bold", `${owner}/${name}@${version.version}`),
    ...(manifest.description === undefined ? [] : [manifest.description]),
    ...(yanked === undefined ? [] : [styled("yellow", yankText(yanked))]),
    `${digest}, ${bytesText(size)}, ${timeText(createdAt)}${tags.length === 0 ? "" : `, ${tags.join(", ")}`}`,
    `${family}, width ${config.embedDim}, ${config.numHeads} heads, ${config.imageSize}x${config.imageSize} pixels in ` +
      `patches of ${config.patchSize}, ${config.inChans} channels, ${config.numClasses} classes`,
    `${manifest.stages.length} stages of ${stages} layers, ${manifest.rule}, ${manifest.license}`,
    "",
  ];
  const recorded = manifest.training?.results ?? [];
  const measured = [
    ...recorded.map(({ depth, layers, accuracy }) => [
      String(depth),
      layers.join(","),
      percentText(accuracy),
      manifest.training?.dataset.name ?? "-",
      "manifest",
    ]),
    ...results.map(({ depth, layers, accuracy, dataset, epochs }) => [
      String(depth),
      layers?.join(",") ?? "even",
      percentText(accuracy),
      dataset.name,
      `after ${epochs} epochs`,
    ]),
  ];
  const table = tableText([["DEPTH", "LAYERS", "ACCURACY", "DATA SET", "SOURCE"], ...measured]);
  return `${lines.join("\n")}\n${measured.length === 0 ? "" : table}`;
}

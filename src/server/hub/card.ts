import { stringify } from "yaml";
import { knownAccuracy } from "../../expander/index.js";
import type { Manifest } from "../../formats/index.js";
import { networkCost, ruleNamed, type Plan } from "../../model/index.js";
import type { HubExpansion } from "./commit.js";
import { revisionName } from "./revision.js";

/** What a model card is made of. Nothing that can change beneath a commit is among it. */
export interface CardSubject {
  readonly owner: string;
  readonly name: string;
  /** `sha256:…` of the version. */
  readonly digest: string;
  readonly manifest: Manifest;
  readonly plan: Plan;
  readonly expansion: HubExpansion;
}

/** The front matter of a model card, as Hub clients read it. */
export function cardData({ manifest, expansion }: Pick<CardSubject, "manifest" | "expansion">) {
  const { license, training } = manifest;
  return {
    license: license.toLowerCase(),
    library_name: expansion.dialect,
    pipeline_tag: "image-classification",
    tags: tagsOf(manifest.architecture.family, expansion.dialect),
    ...(training === null ? {} : { datasets: [training.dataset.name] }),
  };
}

/** Words that the Hub finds a model by. */
export function tagsOf(family: string, library: string): string[] {
  return [library, "safetensors", "onnx", "image-classification", "learngene", family];
}

/** The `README.md` of an expansion: what it is, how it is loaded, what is known of it. */
export function modelCard(subject: CardSubject): string {
  const { owner, name, digest, manifest, plan, expansion } = subject;
  const { params, flops } = networkCost(manifest.architecture, plan.depth);
  const { imageSize, inChans, numClasses } = manifest.architecture.config;
  const layers = plan.rule === "linear" ? "" : ` (${plan.layers.join(", ")} by stage)`;
  const parts = [
    `---\n${stringify(cardData(subject))}---`,
    `# ${owner}/${name}: ${plan.depth} layers`,
    manifest.description,
    `A Vision Transformer of ${plan.depth} layers${layers}, expanded from a learngene that stores ` +
      `${manifest.stages.length === 1 ? "one stage" : `${manifest.stages.length} stages`} under the rule ` +
      `\`${manifest.rule}\`. Any other depth is a revision of the same name.`,
    table([
      ["Parameters", count(params)],
      ["FLOPs an image", count(flops)],
      ["Images", `${imageSize} x ${imageSize}, ${inChans === 1 ? "1 channel" : `${inChans} channels`}`],
      ["Classes", count(numClasses)],
      ["Numbers", expansion.dtype],
      ["Learngene", `\`${digest}\``],
    ]),
    `## Use\n\n${usage(subject)}`,
    accuracy(subject),
    plan.warnings.map((warning) => `> ${warning}`).join("\n"),
  ];
  return `${parts.filter((part) => part !== undefined && part !== "").join("\n\n")}\n`;
}

function usage({ owner, name, plan, manifest, expansion }: CardSubject): string {
  const revision = revisionName({ ref: "latest", plan: planOf(manifest, plan, expansion), ...expansion });
  const id = `${owner}/${name}`;
  const code =
    expansion.dialect === "timm"
      ? `import timm\n\nmodel = timm.create_model("hf-hub:${id}@${revision}", pretrained=True)`
      : "from transformers import AutoModelForImageClassification\n\n" +
        `model = AutoModelForImageClassification.from_pretrained("${id}", revision="${revision}")`;
  return `With \`HF_ENDPOINT\` set to the address of the server that this comes from:\n\n\`\`\`python\n${code}\n\`\`\``;
}

/** What the plan is asked for by, as short as can be. */
function planOf(manifest: Manifest, plan: Plan, { layers }: HubExpansion) {
  if (layers === undefined) {
    return { kind: "whole" as const };
  }
  const even = ruleNamed(manifest.rule).planDepth(manifest.stages.length, plan.depth);
  return even.layers.join() === plan.layers.join()
    ? { kind: "depth" as const, depth: plan.depth }
    : { kind: "layers" as const, layers: plan.layers };
}

function accuracy({ manifest, plan }: CardSubject): string | undefined {
  const known = knownAccuracy(manifest, plan);
  if (known === undefined) {
    return undefined;
  }
  const rows = known.results.map(({ depth, layers, accuracy: share }): [string, string] => [
    `${depth} layers (${layers.join(", ")})`,
    `${(100 * share).toFixed(2)} %`,
  ]);
  const which = known.kind === "measured" ? "" : " This layout was not measured; these are its neighbours.";
  return `## Accuracy\n\nOn the test images of ${known.dataset}, without any training after the expansion.${which}\n\n${table(rows)}`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return ["| | |", "| --- | --- |", ...rows.map(([key, value]) => `| ${key} | ${value} |`)].join("\n");
}

const count = (value: number) => value.toLocaleString("en-US");

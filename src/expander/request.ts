import type { Learngene, NetworkManifest } from "../formats/index.js";
import type { Plan } from "../model/index.js";
import type { ExpansionForm } from "./form.js";

/** What to expand, and how. */
export interface Expandable extends ExpansionForm {
  /** `sha256:…` of the learngene's file. */
  readonly digest: string;
  readonly learngene: Learngene;
  readonly plan: Plan;
}

/** The manifest of the network that comes out, the same in every format. */
export function expandedManifest({ digest, learngene, plan }: Expandable): NetworkManifest {
  const { architecture, preprocessing, labels, license } = learngene.manifest;
  return {
    formatVersion: 1,
    architecture,
    depth: plan.depth,
    preprocessing,
    ...(labels === undefined ? {} : { labels }),
    license,
    origin: { digest, rule: plan.rule, layers: [...plan.layers] },
  };
}

import type { Learngene, NetworkManifest } from "../formats/index.js";
import type { Plan } from "../model/index.js";
import { expandedArchitecture, type ExpansionForm } from "./form.js";

/** What to expand, and how. */
export interface Expandable extends ExpansionForm {
  /** `sha256:…` of the learngene's file. */
  readonly digest: string;
  readonly learngene: Learngene;
  readonly plan: Plan;
}

/** The manifest of the network that comes out, the same in every format. */
export function expandedManifest(expandable: Expandable): NetworkManifest {
  const { digest, learngene, plan, numClasses } = expandable;
  const { preprocessing, labels, license } = learngene.manifest;
  return {
    formatVersion: 1,
    architecture: expandedArchitecture(expandable),
    depth: plan.depth,
    preprocessing,
    // A fresh head's classes are other ones.
    ...(labels === undefined || numClasses !== undefined ? {} : { labels }),
    license,
    origin: { digest, rule: plan.rule, layers: [...plan.layers] },
  };
}

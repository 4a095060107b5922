/** Expansion rules: how stored blocks become layers. To add one, add a file and its line here. */
import { InputError } from "../errors.js";
import { linear } from "./linear.js";
import type { ExpansionRule } from "./rule.js";
import { stageWise } from "./stage-wise.js";

export type { ExpansionRule } from "./rule.js";
export { linear } from "./linear.js";
export { evenLayout, proportionalLayout, stageWise } from "./stage-wise.js";

const rules: readonly ExpansionRule[] = [stageWise, linear];

export const ruleNames = rules.map((rule) => rule.name);

/** The rule of that name; throws `invalid-plan` naming those there are. */
export function ruleNamed(name: string): ExpansionRule {
  const rule = rules.find((candidate) => candidate.name === name);
  if (rule === undefined) {
    throw new InputError("invalid-plan", `unknown expansion rule ${JSON.stringify(name.slice(0, 60))}`, {
      field: "rule",
      value: name.slice(0, 60),
      fix: `Use one of: ${ruleNames.join(", ")}.`,
    });
  }
  return rule;
}

import type { Request } from "express";
import { jobSpecSchema, INPUT_LEARNGENE, type JobSpec } from "../../jobs/index.js";
import { InputError, ruleNamed, validated, type Plan } from "../../model/index.js";
import { allows, ownersOf, type NewJob, type Registry, type Version } from "../../registry/index.js";
import { finetuneRecipeSchema, learnRecipeSchema } from "../../trainer/index.js";
import { accessOf, requireScope, unauthorized } from "../access/index.js";
import type { Schema } from "../api-types.js";
import type { Planner } from "../planning/planner.js";
import { resolveDataset } from "./job-dataset.js";

/**
 * The job that a request asks for, all that it refers to looked up and all defaults filled in. Throws what looking up,
 * planning and checking a recipe throw, `unauthorized` and `forbidden`.
 */
export async function jobOfRequest(
  req: Request,
  asked: Schema<"JobRequest">,
  registry: Registry,
  planner: Planner,
): Promise<NewJob> {
  const { owner, name, ref } = readReference(asked.learngene);
  const jobOwner = ownerOf(req, asked.owner, owner);
  if (!allows(accessOf(req).grants, owner, "read")) {
    await registry.checkPublic(owner, name);
  }
  const version = await registry.resolve(owner, name, ref);
  const { learngene, plan } = await planner.planned(version, asked.plan, "safetensors");
  if (asked.attach === true) {
    requireScope(req, "publish", owner);
  }
  const dataset = await resolveDataset(req, asked.dataset, registry);
  const common = {
    learngene: pick(version),
    plan: planOf(plan, learngene.manifest.rule),
    dataset: dataset.reference,
  };
  return {
    owner: jobOwner,
    kind: asked.kind,
    spec: jobSpecSchema.parse({ ...common, ...specOf(req, asked, dataset.reference) }),
    inputs: [{ name: INPUT_LEARNGENE, digest: version.digest, size: version.size }, ...dataset.inputs],
  };
}

/** Whose job it is; checks that the request may publish there. */
function ownerOf(req: Request, asked: string | undefined, learngeneOwner: string): string {
  const { grants, token, refusal } = accessOf(req);
  const usual = allows(grants, learngeneOwner, "publish") ? learngeneOwner : ownersOf(grants, "publish")[0];
  const owner = asked ?? usual ?? learngeneOwner;
  if (token === undefined && !allows(grants, owner, "publish")) {
    throw unauthorized(
      refusal ?? "a job needs a token",
      `Send Authorization: Bearer and a token that is granted publish on ${owner}.`,
    );
  }
  requireScope(req, "publish", owner);
  return owner;
}

/** Reads `owner/name` and `owner/name@ref`. */
function readReference(text: string): { owner: string; name: string; ref: string } {
  const [, owner, name, ref = "latest"] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (owner === undefined || name === undefined) {
    throw new InputError("invalid-request", `${JSON.stringify(text)} names no learngene`, {
      field: "learngene",
      value: text.slice(0, 120),
      fix: "Write owner/name, or owner/name@ref with a version's number, tag or digest.",
    });
  }
  return { owner, name, ref };
}

function pick({ owner, name, number, digest }: Version): JobSpec["learngene"] {
  return { owner, name, version: number, digest };
}

function planOf(plan: Plan, rule: string): JobSpec["plan"] {
  return ruleNamed(rule).stages === 1 ? { depth: plan.depth } : { layers: [...plan.layers] };
}

/** What of the spec differs by kind. */
function specOf(req: Request, asked: Schema<"JobRequest">, dataset: string): object {
  const { kind, recipe, split, publish, attach } = asked;
  const given = { ...recipe, kind, dataset };
  switch (kind) {
    case "finetune":
      refuse("split", split);
      refuse("publish", publish);
      return { kind, recipe: validated(finetuneRecipeSchema, given, "invalid-recipe", "recipe"), attach };
    case "learn": {
      refuse("split", split);
      refuse("attach", asked.attach);
      if (publish !== undefined) {
        requireScope(req, "publish", publish.owner);
      }
      const layouts = { schedule: "fixed" };
      const whole = validated(learnRecipeSchema, { layouts, ...given }, "invalid-recipe", "recipe");
      return { kind, recipe: whole, publish };
    }
    case "evaluate":
      refuse("recipe", recipe);
      refuse("publish", publish);
      return { kind, split: split ?? "test", attach };
  }
}

function refuse(field: string, value: unknown): void {
  if (value !== undefined) {
    throw new InputError("invalid-request", `${field} is not for a job of this kind`, {
      field,
      fix: `Leave ${field} out.`,
    });
  }
}

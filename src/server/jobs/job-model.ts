import type { Request } from "express";
import type { Becoming, JobModel, ModelFile } from "../../jobs/index.js";
import { InputError, ruleNamed, type Plan } from "../../model/index.js";
import { allows, type Registry, type Version } from "../../registry/index.js";
import { accessOf } from "../access/index.js";
import type { Schema } from "../api-types.js";
import type { Planner } from "../planning/planner.js";
import { findJob } from "./find-job.js";

/** Where models are looked up. */
export interface ModelsKnown {
  readonly registry: Registry;
  readonly planner: Planner;
}

/** A model that a job is to read, with the blob that it is. */
export interface FoundModel<Model extends JobModel = JobModel> {
  readonly model: Model;
  readonly blob: { readonly digest: string; readonly size: number };
}

/** Reads `owner/name` and `owner/name@ref`. Throws `invalid-request`. */
export function readReference(text: string, field: string): { owner: string; name: string; ref: string } {
  const [, owner, name, ref = "latest"] = /^([^/@]+)\/([^/@]+)(?:@(.+))?$/.exec(text) ?? [];
  if (owner === undefined || name === undefined) {
    throw new InputError("invalid-request", `${JSON.stringify(text)} names no learngene`, {
      field,
      value: text.slice(0, 120),
      fix: "Write owner/name, or owner/name@ref with a version's number, tag or digest.",
    });
  }
  return { owner, name, ref };
}

/**
 * Looks up a learngene, and what it becomes by a plan. Throws what planning does, and `learngene-not-found`, also where the
 * request may not see it.
 */
export async function resolveBecoming(
  req: Request,
  { registry, planner }: ModelsKnown,
  reference: string,
  asked: Schema<"JobPlanRequest">,
  field: string,
): Promise<FoundModel<Becoming>> {
  const { owner, name, ref } = readReference(reference, field);
  if (!allows(accessOf(req).grants, owner, "read")) {
    await registry.checkPublic(owner, name);
  }
  const version = await registry.resolve(owner, name, ref);
  const { learngene, plan } = await planner.planned(version, asked, "safetensors");
  return { model: { learngene: pick(version), plan: planOf(plan, learngene.manifest.rule) }, blob: version };
}

/**
 * Looks up a network that a job learns from or is taught by: what a learngene becomes, what another job made, or a file that
 * was put for `owner`. Throws `invalid-request` where it is none of these or several, and what looking up throws.
 */
export async function resolveModel(
  req: Request,
  known: ModelsKnown,
  owner: string,
  asked: Schema<"JobModelRequest">,
  field: string,
): Promise<FoundModel> {
  const { learngene, plan, job, artifact, digest } = asked;
  const isWhole = { learngene: plan !== undefined, job: plan === undefined, digest: plan === undefined };
  const given = (["learngene", "job", "digest"] as const).filter((key) => asked[key] !== undefined);
  const [kind] = given;
  if (
    kind === undefined ||
    given.length > 1 ||
    !isWhole[kind] ||
    (artifact !== undefined && kind !== "job")
  ) {
    throw new InputError(
      "invalid-request",
      `${field} must be one network, not ${Object.keys(asked).join(", ")}`,
      {
        field,
        fix: "Give learngene and plan, or job and perhaps artifact, or the digest of a file that was put to /v1/models.",
      },
    );
  }
  if (learngene !== undefined && plan !== undefined) {
    return resolveBecoming(req, known, learngene, plan, `${field}.learngene`);
  }
  return job === undefined
    ? putModel(known.registry, owner, digest ?? "")
    : madeModel(req, known.registry, job, artifact ?? "network.safetensors");
}

async function putModel(registry: Registry, owner: string, digest: string): Promise<FoundModel<ModelFile>> {
  const blob = await registry.models.use({ owner, digest });
  return { model: { digest, format: blob.format, from: `models/${owner}` }, blob };
}

async function madeModel(
  req: Request,
  registry: Registry,
  id: string,
  name: "network.safetensors" | "network.onnx",
): Promise<FoundModel<ModelFile>> {
  const job = await findJob(req, registry, id);
  const blob = registry.jobs.artifact(job, name);
  const format = name === "network.onnx" ? "onnx" : "safetensors";
  return { model: { digest: blob.digest, format, from: `jobs/${id}/${name}` }, blob };
}

function pick({ owner, name, number, digest }: Version): Becoming["learngene"] {
  return { owner, name, version: number, digest };
}

function planOf(plan: Plan, rule: string): Becoming["plan"] {
  return ruleNamed(rule).stages === 1 ? { depth: plan.depth } : { layers: [...plan.layers] };
}

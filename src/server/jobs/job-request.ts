import type { Request } from "express";
import {
  INPUT_ANCESTOR,
  INPUT_LEARNGENE,
  INPUT_TEACHER,
  jobSpecSchema,
  type Becoming,
  type JobModel,
} from "../../jobs/index.js";
import { InputError, validated } from "../../model/index.js";
import { ALL_OWNERS, allows, ownersOf, type NewJob } from "../../registry/index.js";
import { finetuneRecipeSchema, learnRecipeSchema } from "../../trainer/index.js";
import { accessOf, requireScope, unauthorized } from "../access/index.js";
import type { Schema } from "../api-types.js";
import { resolveDataset } from "./job-dataset.js";
import {
  readReference,
  resolveBecoming,
  resolveModel,
  type FoundModel,
  type ModelsKnown,
} from "./job-model.js";

/** What a job's networks are: what it starts from, or learns from, and what teaches it. */
interface Models {
  readonly start: FoundModel<Becoming> | undefined;
  readonly ancestor: FoundModel | undefined;
  readonly teacher: FoundModel | undefined;
}

/**
 * The job that a request asks for, all that it refers to looked up and all defaults filled in. Throws what looking up,
 * planning and checking a recipe throw, `unauthorized` and `forbidden`.
 */
export async function jobOfRequest(
  req: Request,
  asked: Schema<"JobRequest">,
  known: ModelsKnown,
): Promise<NewJob> {
  const named = asked.learngene ?? asked.ancestor?.learngene;
  const reference = named === undefined ? undefined : readReference(named, "learngene");
  const owner = ownerOf(req, asked.owner, reference?.owner ?? asked.publish?.owner);
  const models = await modelsOf(req, asked, known, owner);
  if (asked.attach === true && reference !== undefined) {
    requireScope(req, "publish", reference.owner);
  }
  const dataset = await resolveDataset(req, asked.dataset, known.registry);
  const { start, ancestor, teacher } = models;
  const inputs = [
    input(INPUT_LEARNGENE, start),
    input(INPUT_ANCESTOR, ancestor),
    input(INPUT_TEACHER, teacher),
  ];
  return {
    owner,
    kind: asked.kind,
    spec: jobSpecSchema.parse({
      ...specOf(req, asked, dataset.reference, models),
      dataset: dataset.reference,
    }),
    inputs: [...inputs.flat(), ...dataset.inputs],
  };
}

function input(name: string, found: FoundModel | undefined): NonNullable<NewJob["inputs"]> {
  return found === undefined ? [] : [{ name, digest: found.blob.digest, size: found.blob.size }];
}

/** Looks the job's networks up. Throws `invalid-request` where one is missing, or not for a job of that kind. */
async function modelsOf(
  req: Request,
  asked: Schema<"JobRequest">,
  known: ModelsKnown,
  owner: string,
): Promise<Models> {
  const { kind, learngene, plan, ancestor, teacher } = asked;
  if (kind !== "learn") refuse("ancestor", ancestor);
  if (kind !== "finetune") refuse("teacher", teacher);
  if (ancestor !== undefined) {
    refuse("learngene", learngene, "together with ancestor");
    refuse("plan", plan, "together with ancestor");
    return { ...none, ancestor: await resolveModel(req, known, owner, ancestor, "ancestor") };
  }
  if (learngene === undefined || plan === undefined) {
    const field = learngene === undefined ? "learngene" : "plan";
    throw new InputError("invalid-request", `${field} is missing`, {
      field,
      fix: `Give learngene and plan${kind === "learn" ? ", or ancestor" : ""}.`,
    });
  }
  return {
    ...none,
    start: await resolveBecoming(req, known, learngene, plan, "learngene"),
    teacher: teacher && (await resolveModel(req, known, owner, teacher, "teacher")),
  };
}

const none: Models = { start: undefined, ancestor: undefined, teacher: undefined };

/** Whose job it is; checks that the request may publish there. */
function ownerOf(req: Request, asked: string | undefined, learngeneOwner: string | undefined): string {
  const { grants, token, refusal } = accessOf(req);
  const isUsual = learngeneOwner !== undefined && allows(grants, learngeneOwner, "publish");
  const own = ownersOf(grants, "publish").find((owner) => owner !== ALL_OWNERS);
  const owner = asked ?? (isUsual ? learngeneOwner : own) ?? learngeneOwner;
  if (owner === undefined) {
    throw new InputError("invalid-request", "nothing says whose job it is", {
      field: "owner",
      fix: "Give owner.",
    });
  }
  if (token === undefined && !allows(grants, owner, "publish")) {
    throw unauthorized(
      refusal ?? "a job needs a token",
      `Send Authorization: Bearer and a token that is granted publish on ${owner}.`,
    );
  }
  requireScope(req, "publish", owner);
  return owner;
}

/** All of a spec but its data set. Throws `invalid-recipe`. */
function specOf(
  req: Request,
  asked: Schema<"JobRequest">,
  dataset: string,
  { start, ancestor, teacher }: Models,
): object {
  const { kind, recipe, split, publish, attach } = asked;
  const given = { ...recipe, kind, dataset };
  switch (kind) {
    case "finetune": {
      refuse("split", split);
      refuse("publish", publish);
      // As on the command line: who names a teacher wants it heard.
      const heard = teacher === undefined ? {} : { distillationWeight: 0.5 };
      const whole = validated(finetuneRecipeSchema, { ...heard, ...given }, "invalid-recipe", "recipe");
      if (teacher === undefined && whole.distillationWeight > 0) {
        throw new InputError("invalid-recipe", "distillationWeight needs a teacher", {
          field: "recipe.distillationWeight",
          value: whole.distillationWeight,
          fix: "Name a teacher, or set it to 0.",
        });
      }
      return { kind, ...start?.model, recipe: whole, teacher: teacher?.model, attach };
    }
    case "learn": {
      refuse("split", split);
      refuse("attach", attach);
      if (publish !== undefined) {
        requireScope(req, "publish", publish.owner);
      }
      const layouts = { schedule: "fixed" };
      const whole = validated(learnRecipeSchema, { layouts, ...given }, "invalid-recipe", "recipe");
      const model = (ancestor ?? start)?.model;
      if (model !== undefined && whole.architecture === undefined && isOnnx(model)) {
        throw new InputError("invalid-recipe", "an ONNX model does not say what the Aux-Net is to be", {
          field: "recipe.architecture",
          fix: 'Give {"family": "vit", "config": {…}}.',
        });
      }
      return { kind, ancestor: model, recipe: whole, publish };
    }
    case "evaluate":
      refuse("recipe", recipe);
      refuse("publish", publish);
      return { kind, ...start?.model, split: split ?? "test", attach };
  }
}

const isOnnx = (model: JobModel) => "format" in model && model.format === "onnx";

function refuse(field: string, value: unknown, where = "for a job of this kind"): void {
  if (value !== undefined) {
    throw new InputError(
      "invalid-request",
      `${field} is not ${where.startsWith("for") ? where : `allowed ${where}`}`,
      {
        field,
        fix: `Leave ${field} out.`,
      },
    );
  }
}

import { storedTensors, type DepthResult, type Manifest } from "../formats/index.js";
import { InputError, ruleNamed, type Architecture, type Plan, type TensorSpec } from "../model/index.js";
import type { ImageDataset } from "./datasets/index.js";
import { Classifier } from "./engine/classifier.js";
import { tensorOn } from "./engine/session.js";
import { TrainingState } from "./engine/training-state.js";
import { evaluate } from "./evaluate.js";
import { checkFits } from "./fit.js";
import { initialWeights } from "./initialize.js";
import { Random } from "./random.js";
import type { LearnRecipe } from "./recipe.js";
import { layOutParameters } from "./step/parameters.js";
import { openTeacher, withTeacher, type TeacherModel } from "./teacher-model.js";
import { asJson } from "./train-network.js";
import { train, type TrainingContext } from "./train.js";
import { trainingSplits } from "./training-split.js";

/** What a learngene file holds. */
export interface Learned {
  manifest: Manifest;
  tensors: Map<string, Float32Array>;
}

/**
 * Learns a learngene: trains an Aux-Net by distilling the Ans-Net and from labels. Its layers share weights inside each
 * stage (SWS, arXiv 2404.16897, section 3.2) or, under the linear rule, lie on a line between two stored blocks (TLEG,
 * arXiv 2312.05614). With the drawn schedule, the Aux-Net's layout is drawn anew at each step, which is this project's
 * extension: see docs/decisions. Images are preprocessed as the Ans-Net's manifest says. Throws `invalid-recipe` for
 * stages that the rule does not have.
 */
export async function learn(
  recipe: LearnRecipe,
  ancestor: TeacherModel,
  given: ImageDataset,
  context: TrainingContext,
): Promise<Learned> {
  const architecture = architectureOf(recipe, ancestor);
  checkFits(architecture, given);
  const { preprocessing } = "onnx" in ancestor ? given : ancestor.manifest;
  const dataset = { ...given, preprocessing };
  const random = Random.fromSeed(recipe.seed);
  const stages = recipe.stages.map((layers) => ({ layers }));
  const tensors = storedTensors({ architecture, rule: recipe.rule, stages });
  const weights = initialWeights(architecture, tensors, random.fork("weights"));
  const state = new TrainingState(layOutParameters(tensors), weights);
  const plans = trainedPlans(recipe);
  const measured = measuredPlans(recipe);
  const { distillationWeight, temperature } = recipe;
  const { training: split, validation } = trainingSplits(recipe, dataset);
  const ancestry = await ancestryOf(ancestor, recipe, dataset, context);
  const { steps, seconds, parameters } = await withTeacher(
    recipe,
    ancestor,
    dataset,
    split,
    context,
    (teacher) =>
      train({
        ...context,
        recipe,
        architecture,
        dataset,
        split,
        validation,
        watched: asLayouts(measured),
        tensors,
        state,
        layouts: asLayouts(plans),
        odds: recipe.layouts.schedule === "drawn" ? recipe.layouts.odds : undefined,
        loss: { distillationWeight, temperature },
        ...(teacher === undefined ? {} : { teacher, teacherDigest: ancestor.digest }),
        random,
      }),
  );
  const results = await measure(measured, architecture, parameters, tensors, dataset, context);
  return {
    manifest: {
      formatVersion: 1,
      architecture,
      rule: recipe.rule,
      stages,
      ancestry,
      training: {
        dataset: {
          name: dataset.name,
          digest: dataset.digest,
          trainImages: split.count,
          testImages: dataset.test.count,
        },
        recipe: asJson(recipe),
        layouts: { schedule: recipe.layouts.schedule, layers: plans.map((plan) => [...plan.layers]) },
        steps,
        seconds,
        results,
      },
      preprocessing,
      ...(dataset.labels === undefined ? {} : { labels: [...dataset.labels] }),
      license: "Apache-2.0",
    },
    tensors: parameters,
  };
}

const asLayouts = (plans: readonly Plan[]) => plans.map((plan) => ({ depth: plan.depth, plan }));

/** Plans of the layouts that the Aux-Net takes while it trains. */
function trainedPlans(recipe: LearnRecipe): Plan[] {
  const { stages, layouts } = recipe;
  const all = layouts.schedule === "fixed" ? [stages] : layouts.layers;
  return all.map((layers) => layoutPlan(recipe, layers));
}

const layoutPlan = ({ rule, stages }: LearnRecipe, layers: readonly number[]) =>
  ruleNamed(rule).planTraining(stages.length, layers);

/** Plans to measure: the Aux-Net's own layout, and the depths that the recipe asks for. */
function measuredPlans(recipe: LearnRecipe): Plan[] {
  const { rule, stages, evaluateDepths } = recipe;
  return [
    ...evaluateDepths.map((depth) => ruleNamed(rule).planDepth(stages.length, depth)),
    layoutPlan(recipe, stages),
  ];
}

/** The Aux-Net's architecture. Throws `invalid-recipe` where neither the recipe nor the Ans-Net says it. */
function architectureOf(recipe: LearnRecipe, ancestor: TeacherModel): Architecture {
  const architecture =
    recipe.architecture ?? ("onnx" in ancestor ? undefined : ancestor.manifest.architecture);
  if (architecture === undefined) {
    throw new InputError("invalid-recipe", "an ONNX model does not say what the Aux-Net is to be", {
      field: "architecture",
      fix: "Give the recipe an architecture: on the command line --patch-size, --width and --heads.",
    });
  }
  return architecture;
}

/** What the manifest says of the Ans-Net; the accuracy of one from outside is measured. */
async function ancestryOf(
  ancestor: TeacherModel,
  recipe: LearnRecipe,
  dataset: ImageDataset,
  context: TrainingContext,
): Promise<NonNullable<Manifest["ancestry"]>> {
  const { digest } = ancestor;
  if (!("onnx" in ancestor)) {
    const { depth, training } = ancestor.manifest;
    return { digest, depth, accuracy: training?.accuracy ?? 0 };
  }
  const classifier = await openTeacher(ancestor, dataset, recipe.teacher, context);
  try {
    const measured = await evaluate(classifier, dataset, dataset.test, context.signal);
    context.reporter.evaluate({ phase: "learn", subject: "Ans-Net", ...measured });
    return { digest, accuracy: measured.accuracy };
  } finally {
    await classifier.close();
  }
}

/** Test accuracy under each plan, nothing trained after. */
async function measure(
  plans: readonly Plan[],
  architecture: Manifest["architecture"],
  parameters: ReadonlyMap<string, Float32Array>,
  tensors: readonly TensorSpec[],
  dataset: ImageDataset,
  { threads, reporter, signal }: TrainingContext,
): Promise<DepthResult[]> {
  const results: DepthResult[] = [];
  const feeds = Object.fromEntries(
    tensors.map(({ name, shape }) => [name, tensorOn(parameters.get(name) ?? new Float32Array(0), shape)]),
  );
  for (const plan of plans) {
    const { depth } = plan;
    const layers = [...plan.layers];
    const network = { architecture, depth, plan, tensors };
    const classifier = await Classifier.fromWeights(network, () => feeds, {
      threads,
    });
    const measured = await evaluate(classifier, dataset, dataset.test, signal);
    await classifier.close();
    reporter.evaluate({ phase: "learn", subject: `layers ${layers.join(",")}`, depth, layers, ...measured });
    results.push({ depth, layers, accuracy: measured.accuracy, loss: measured.loss });
  }
  return results;
}

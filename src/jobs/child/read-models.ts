import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { planRequest } from "../../expander/index.js";
import {
  descend,
  readLearngeneFile,
  readNetworkFile,
  type Ancestor,
  type TeacherModel,
} from "../../trainer/index.js";
import type { Becoming, JobModel } from "../spec.js";

/** Reads a learngene in a job's folder, and makes of it what it becomes; its digest is the learngene's. */
export async function readBecoming(folder: string, file: string, { plan }: Becoming): Promise<Ancestor> {
  const learngene = await readLearngeneFile(join(folder, file));
  return { ...descend(learngene, planRequest(plan, learngene.manifest)), digest: learngene.digest };
}

/** Reads a network to learn from or be taught by. An ONNX model is not looked at before it is run. */
export async function readModel(folder: string, file: string, model: JobModel): Promise<TeacherModel> {
  if ("learngene" in model) {
    return readBecoming(folder, file, model);
  }
  const path = join(folder, file);
  return model.format === "onnx"
    ? { onnx: await readFile(path), digest: model.digest }
    : readNetworkFile(path);
}

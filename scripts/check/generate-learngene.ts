/**
 * Writes a learngene of a DeiT's shape with seeded random weights, for checks that need one of real size:
 * `tsx scripts/check/generate-learngene.ts --size tiny --pool token --rule linear --classes 1000 FILE`.
 */
import { parseArgs } from "node:util";
import { ruleNames } from "../../src/model/index.js";
import {
  deitConfig,
  deitSizes,
  generatedManifest,
  writeGeneratedLearngene,
} from "../../test/support/generated-learngenes.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: "string", default: "tiny" },
    pool: { type: "string", default: "avg" },
    rule: { type: "string", default: "stage-wise" },
    classes: { type: "string", default: "1000" },
  },
});
const [path] = positionals;
const size = (["tiny", "small", "base"] as const).find((name) => name === values.size && name in deitSizes);
const globalPool = (["avg", "token"] as const).find((name) => name === values.pool);
const rule = ruleNames.find((name) => name === values.rule);
if (path === undefined || size === undefined || globalPool === undefined || rule === undefined) {
  throw new Error("usage: generate-learngene.ts --size tiny|small|base --pool avg|token --rule RULE FILE");
}
const config = deitConfig(size, { globalPool, numClasses: Number(values.classes) });
await writeGeneratedLearngene(path, generatedManifest(config, rule));

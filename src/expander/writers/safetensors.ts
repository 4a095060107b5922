import { networkMetadata, safetensorsHeader, type Dtype } from "../../formats/index.js";
import { inDialect } from "../dialects/index.js";
import { joinRuns, runSegment } from "../floats.js";
import type { ExpansionDtype } from "../form.js";
import { expandedManifest } from "../request.js";
import { expandedTensors } from "../tensors.js";
import type { ExpansionWriter } from "./writer.js";

const dtypes: Readonly<Record<ExpansionDtype, Dtype>> = { float32: "F32", float16: "F16", bfloat16: "BF16" };

/** A header made here, then the tensors: ranges of the learngene's file where they are copies of what it stores. */
export const safetensorsWriter: ExpansionWriter = {
  version: 1,
  contentType: "application/octet-stream",
  extension: "safetensors",
  files(expandable) {
    const { dtype = "float32", dialect = "timm" } = expandable;
    const tensors = inDialect(dialect, expandedTensors(expandable));
    const header = safetensorsHeader(
      tensors.map(({ name, shape }) => ({ name, shape, dtype: dtypes[dtype] })),
      networkMetadata(expandedManifest(expandable)),
    );
    const runs = joinRuns(tensors.map((tensor) => tensor.values));
    return { file: [{ kind: "bytes", bytes: header }, ...runs.map((run) => runSegment(run, dtype))] };
  },
};

import { networkMetadata, safetensorsHeader } from "../../formats/index.js";
import { expandedManifest } from "../request.js";
import { expandedTensors } from "../tensors.js";
import type { ExpansionWriter } from "./writer.js";

/** A header made here, then ranges of the learngene's file. */
export const safetensorsWriter: ExpansionWriter = {
  version: 1,
  contentType: "application/octet-stream",
  extension: "safetensors",
  segments(expandable) {
    const tensors = expandedTensors(expandable.learngene, expandable.plan);
    const header = safetensorsHeader(
      tensors.map(({ name, shape }) => ({ name, shape, dtype: "F32" })),
      networkMetadata(expandedManifest(expandable)),
    );
    return [{ kind: "bytes", bytes: header }, ...tensors.map((tensor) => tensor.segment)];
  },
};

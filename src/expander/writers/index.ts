/** File formats that a learngene expands into. To add one, add a file and its line here. */
import { onnxWriter } from "./onnx.js";
import { safetensorsWriter } from "./safetensors.js";
import type { ExpansionWriter } from "./writer.js";

export type { ExpansionWriter } from "./writer.js";

/** The formats, in the order that messages list them. */
export const expansionFormats = ["safetensors", "onnx"] as const;

export type ExpansionFormat = (typeof expansionFormats)[number];

export const writers: Readonly<Record<ExpansionFormat, ExpansionWriter>> = {
  safetensors: safetensorsWriter,
  onnx: onnxWriter,
};

/** Of each format's writer: raised whenever the same request gives other bytes than before. */
export const formatVersions: Readonly<Record<ExpansionFormat, number>> = {
  safetensors: safetensorsWriter.version,
  onnx: onnxWriter.version,
};

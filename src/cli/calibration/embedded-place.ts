import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { expansionStream, planExpansion, planRequest } from "../../expander/index.js";
import { readLearngene } from "../../formats/index.js";
import { openRegistry, theProgram, type RegistryConfig } from "../../registry/index.js";
import { checkDataDirectory } from "../collecting.js";
import type { CalibrationPlace } from "./place.js";

/** A registry opened in this process. Throws what its opening throws, `file-not-found` for no data directory. */
export async function embeddedPlace(config: RegistryConfig): Promise<CalibrationPlace> {
  checkDataDirectory(config);
  const registry = await openRegistry(config);
  return {
    async find({ owner, name, ref }) {
      const { digest, manifest } = await registry.resolve(owner, name, ref);
      return { owner, name, digest, architecture: manifest.architecture };
    },
    async writeModel({ digest }, depth, dtype, path) {
      const file = await registry.openFile({ digest });
      try {
        const learngene = await readLearngene(file);
        const plan = planRequest({ depth }, learngene.manifest);
        const { segments } = planExpansion({ digest, learngene, plan, dtype, format: "onnx" });
        await pipeline(expansionStream(segments, file), createWriteStream(path));
      } finally {
        await file.close();
      }
    },
    async keep(device, calibrations) {
      await registry.devices.calibrate(device, calibrations, theProgram);
    },
    close: () => registry.close(),
  };
}

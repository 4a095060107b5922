import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { architectureSchema } from "../../model/index.js";
import { requestServer, type Server } from "../server-client.js";
import type { CalibrationPlace } from "./place.js";

const versionSchema = z.object({
  digest: z.string(),
  manifest: z.object({ architecture: architectureSchema }),
});

/** A registry behind a server. */
export function remotePlace(server: Server): CalibrationPlace {
  const pathOf = (owner: string, name: string, ref: string) =>
    `/v1/learngenes/${encodeURIComponent(owner)}/${encodeURIComponent(name)}/versions/${encodeURIComponent(ref)}`;
  return {
    async find({ owner, name, ref }) {
      const response = await requestServer(server, pathOf(owner, name, ref));
      const { digest, manifest } = versionSchema.parse(await response.json());
      return { owner, name, digest, architecture: manifest.architecture };
    },
    async writeModel({ owner, name, digest }, depth, dtype, path) {
      const query = `depth=${depth}&format=onnx&dtype=${dtype}`;
      const { body } = await requestServer(server, `${pathOf(owner, name, digest)}/init?${query}`);
      if (body === null) {
        throw new Error(`${server.url} sent no body`);
      }
      await pipeline(Readable.fromWeb(body), createWriteStream(path));
    },
    async keep(device, calibrations) {
      const path = `/v1/devices/${encodeURIComponent(device)}/calibrations`;
      await requestServer(server, path, { method: "POST", json: { calibrations } });
    },
    close: () => Promise.resolve(),
  };
}

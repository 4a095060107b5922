import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { architectureSchema } from "../../model/index.js";
import { asking, type Server } from "../remote/index.js";
import type { CalibrationPlace } from "./place.js";

/** A registry behind a server. */
export function remotePlace(server: Server): CalibrationPlace {
  const { signal } = server;
  return {
    async find({ owner, name, ref }) {
      const { digest, manifest } = await asking(server, (client) =>
        client.getVersion(`${owner}/${name}@${ref}`, { signal }),
      );
      return { owner, name, digest, architecture: architectureSchema.parse(manifest.architecture) };
    },
    writeModel({ owner, name, digest }, depth, dtype, path) {
      return asking(server, async (client) => {
        const query = { depth, format: "onnx", dtype } as const;
        const download = await client.downloadInit(`${owner}/${name}@${digest}`, query, { signal });
        await pipeline(download.chunks(), createWriteStream(path), { signal });
      });
    },
    async keep(device, calibrations) {
      await asking(server, ({ api }) =>
        api.POST("/v1/devices/{device}/calibrations", {
          params: { path: { device } },
          body: { calibrations: [...calibrations] },
          signal,
        }),
      );
    },
    close: () => Promise.resolve(),
  };
}

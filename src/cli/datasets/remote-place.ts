import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { z } from "zod";
import type { Dataset, DatasetName, LearngeneName } from "../../registry/index.js";
import { requestServer, type Server } from "../server-client.js";
import type { DatasetPlace } from "./place.js";

const size = z.number().nullable();
const createdAt = z.iso.datetime().transform((text) => new Date(text));
const datasetSchema = z
  .object({
    owner: z.string(),
    name: z.string(),
    visibility: z.enum(["public", "private"]),
    digest: z.string(),
    size: z.number(),
    rows: z.object({ train: z.number(), test: z.number() }),
    classes: z.array(z.string()),
    image: z.object({ channels: size, height: size, width: size }),
    createdAt,
  })
  .transform(({ rows, classes, image, ...rest }) => ({ ...rest, facts: { rows, classes, image } }));
const filesSchema = z.object({
  files: z.array(z.object({ digest: z.string(), size: z.number(), createdAt })),
});
const pageSchema = z.object({ items: z.array(datasetSchema), nextCursor: z.string().optional() });

/** A registry behind a server. */
export function remotePlace(server: Server): DatasetPlace {
  return {
    async put({ path, size: bytes, visibility, ...name }) {
      const query = visibility === undefined ? "" : `?visibility=${visibility}`;
      const response = await requestServer(server, pathOf(name) + query, {
        method: "PUT",
        file: { size: bytes, open: () => Readable.toWeb(createReadStream(path)) as ReadableStream },
      });
      return { dataset: datasetSchema.parse(await response.json()), created: response.status === 201 };
    },
    async list() {
      const all: Dataset[] = [];
      let cursor: string | undefined;
      do {
        const query = `limit=200${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
        const response = await requestServer(server, `/v1/datasets?${query}`);
        const page = pageSchema.parse(await response.json());
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return all;
    },
    async get(name) {
      const json: unknown = await (await requestServer(server, pathOf(name) + digestQuery(name))).json();
      return { ...datasetSchema.parse(json), ...filesSchema.parse(json) };
    },
    async setVisibility(name, visibility) {
      await requestServer(server, pathOf(name), { method: "PATCH", json: { visibility } });
    },
    async delete(name) {
      await requestServer(server, pathOf(name), { method: "DELETE" });
    },
    close: () => Promise.resolve(),
  };
}

/** A data set's path on a server. */
export function pathOf({ owner, name }: LearngeneName): string {
  return `/v1/datasets/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

function digestQuery({ digest }: DatasetName): string {
  return digest === undefined ? "" : `?digest=${encodeURIComponent(digest)}`;
}

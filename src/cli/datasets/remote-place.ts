import { openAsBlob } from "node:fs";
import { dataOf, type Schema } from "../../client/index.js";
import type { Dataset } from "../../registry/index.js";
import { asking, type Server } from "../remote/index.js";
import type { DatasetPlace } from "./place.js";

/** A registry behind a server. */
export function remotePlace(server: Server): DatasetPlace {
  const { signal } = server;
  return {
    async put({ path, visibility, owner, name }) {
      const file = await openAsBlob(path);
      const { data, response } = await asking(server, ({ api }) =>
        api.PUT("/v1/datasets/{owner}/{name}", {
          params: { path: { owner, name }, query: visibility === undefined ? {} : { visibility } },
          headers: { "Content-Type": "application/octet-stream" },
          // The contract's type of bytes is a string's; they are sent as they are.
          body: "",
          bodySerializer: () => file,
          signal,
        }),
      );
      const dataset = await dataOf(Promise.resolve({ data, response }));
      return { dataset: datasetOf(dataset), created: response.status === 201 };
    },
    list: () =>
      asking(server, async ({ api }) => {
        const all: Dataset[] = [];
        let cursor: string | undefined;
        do {
          const query = { limit: 200, ...(cursor === undefined ? {} : { cursor }) };
          const page = await dataOf(api.GET("/v1/datasets", { params: { query }, signal }));
          all.push(...page.items.map(datasetOf));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        return all;
      }),
    async get({ owner, name, digest }) {
      const { files, ...dataset } = await asking(server, ({ api }) =>
        dataOf(
          api.GET("/v1/datasets/{owner}/{name}", {
            params: { path: { owner, name }, query: digest === undefined ? {} : { digest } },
            signal,
          }),
        ),
      );
      return {
        ...datasetOf(dataset),
        files: files.map((file) => ({ ...file, createdAt: new Date(file.createdAt) })),
      };
    },
    async setVisibility({ owner, name }, visibility) {
      await asking(server, ({ api }) =>
        api.PATCH("/v1/datasets/{owner}/{name}", {
          params: { path: { owner, name } },
          body: { visibility },
          signal,
        }),
      );
    },
    async delete({ owner, name }) {
      await asking(server, ({ api }) =>
        api.DELETE("/v1/datasets/{owner}/{name}", { params: { path: { owner, name } }, signal }),
      );
    },
    close: () => Promise.resolve(),
  };
}

function datasetOf({ rows, classes, image, createdAt, ...rest }: Schema<"Dataset">): Dataset {
  return { ...rest, createdAt: new Date(createdAt), facts: { rows, classes, image } };
}

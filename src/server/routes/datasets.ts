import { Router, type RequestHandler } from "express";
import { ownersOf, type Dataset, type DatasetDetails, type Registry } from "../../registry/index.js";
import { accessOf, actorOf } from "../access/index.js";
import type { BodyOf, PathOf, QueryOf, Schema } from "../api-types.js";
import { announcedDigest } from "../digest-headers.js";
import { FOREVER, wholeSeconds } from "../http/addresses.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import { checkLength, checkNoEncoding } from "../publishing.js";
import { readBody } from "../read-body.js";
import { sendBytes } from "../send-file.js";
import { storedFile } from "../stored-file.js";

/** Labelled images: putting them, finding them, getting them back, saying who sees them, and deleting them. */
export function datasetRoutes(registry: Registry, gate: ExpansionGate): Router {
  const router = Router();
  router.get("/v1/datasets", listDatasets(registry));
  router.get("/v1/datasets/:owner/:name", getDataset(registry));
  router.put("/v1/datasets/:owner/:name", putDataset(registry));
  router.patch("/v1/datasets/:owner/:name", changeDataset(registry));
  router.delete("/v1/datasets/:owner/:name", deleteDataset(registry));
  router.get("/v1/datasets/:owner/:name/file", getDatasetFile(registry, gate));
  return router;
}

function listDatasets(
  registry: Registry,
): RequestHandler<unknown, Schema<"DatasetPage">, unknown, QueryOf<"listDatasets">> {
  return async (req, res) => {
    const privateOf = ownersOf(accessOf(req).grants, "read");
    const { items, nextCursor } = await registry.datasets.list({ ...req.query, privateOf });
    res.json({ items: items.map(present), ...(nextCursor === undefined ? {} : { nextCursor }) });
  };
}

function getDataset(
  registry: Registry,
): RequestHandler<PathOf<"getDataset">, Schema<"DatasetDetails">, unknown, QueryOf<"getDataset">> {
  return async ({ params: { owner, name }, query: { digest } }, res) => {
    res.json(presentDetails(await registry.datasets.get({ owner, name, digest })));
  };
}

function putDataset(
  registry: Registry,
): RequestHandler<PathOf<"putDataset">, Schema<"Dataset">, unknown, QueryOf<"putDataset">> {
  return async (req, res) => {
    checkNoEncoding(req.headers);
    checkLength(req.headers, registry.maxUploadBytes);
    const { owner, name } = req.params;
    const expectedDigest = announcedDigest(req.headers, ["Content-Digest", "Repr-Digest", "Digest"]);
    // Loaded only here: most servers decode no images.
    const { inspectParquet } = await import("../../trainer/datasets/index.js");
    const { dataset, created } = await registry.datasets.put(
      {
        owner,
        name,
        expectedDigest,
        visibility: req.query.visibility,
        body: readBody(req),
        inspect: (file) => inspectParquet(`${owner}/${name}`, file),
      },
      actorOf(req),
    );
    if (created) {
      res.status(201).location(`/v1/datasets/${owner}/${name}`);
    }
    res.json(present(dataset));
  };
}

function changeDataset(
  registry: Registry,
): RequestHandler<PathOf<"changeDataset">, Schema<"Dataset">, BodyOf<"changeDataset">> {
  return async (req, res) => {
    const { visibility } = req.body;
    res.json(present(await registry.datasets.setVisibility(req.params, visibility, actorOf(req))));
  };
}

function deleteDataset(registry: Registry): RequestHandler<PathOf<"deleteDataset">> {
  return async (req, res) => {
    await registry.datasets.delete(req.params, actorOf(req));
    res.status(204).end();
  };
}

function getDatasetFile(
  registry: Registry,
  gate: ExpansionGate,
): RequestHandler<PathOf<"getDatasetFile">, unknown, unknown, QueryOf<"getDatasetFile">> {
  return async (req, res) => {
    const { owner, name } = req.params;
    const dataset = await registry.datasets.resolve({ owner, name, digest: req.query.digest });
    const lasts = req.query.digest !== undefined;
    const file = storedFile(registry, dataset, {
      fileName: `${name}.parquet`,
      lastModified: wholeSeconds(dataset.createdAt),
      cacheControl: `${dataset.visibility}, ${lasts ? FOREVER : "no-cache"}`,
    });
    await sendBytes(req, res, {}, file, gate);
  };
}

function present(dataset: Dataset): Schema<"Dataset"> {
  const { owner, name, visibility, digest, size, facts, createdAt } = dataset;
  return {
    owner,
    name,
    visibility,
    digest,
    size,
    rows: facts.rows,
    classes: [...facts.classes],
    image: facts.image,
    createdAt: createdAt.toISOString(),
  };
}

function presentDetails(dataset: DatasetDetails): Schema<"DatasetDetails"> {
  return {
    ...present(dataset),
    files: dataset.files.map(({ digest, size, createdAt }) => ({
      digest,
      size,
      createdAt: createdAt.toISOString(),
    })),
  };
}

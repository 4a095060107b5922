/** Data sets of a registry, as the command line handles them. */
import type { DatasetName, LearngeneName, RegistryConfig, Visibility } from "../registry/index.js";
import { addDataset, type AddOptions } from "./datasets/add.js";
import { embeddedPlace } from "./datasets/embedded-place.js";
import type { DatasetPlace } from "./datasets/place.js";
import { remotePlace } from "./datasets/remote-place.js";
import { asJson, asTable, asText } from "./datasets/show.js";
import type { Server } from "./remote/index.js";

/** A registry to work on. */
export type Where = Server | RegistryConfig;

/** Puts images under a name, and prints what the name stands for now. */
export async function add(
  where: Where,
  options: Omit<AddOptions, "note">,
  signal: AbortSignal,
): Promise<void> {
  await at(where, async (place) => {
    const note = (text: string) => process.stderr.write(`${text}\n`);
    const { dataset, created } = await addDataset(place, { ...options, note }, signal);
    const { owner, name, digest } = dataset;
    const what = created ? "is" : "was already";
    process.stdout.write(`${owner}/${name} ${what} ${digest}, ${dataset.size} bytes.\n`);
  });
}

/** Prints all data sets. */
export async function list(where: Where, json: boolean): Promise<void> {
  await at(where, async (place) => {
    const datasets = await place.list();
    process.stdout.write(json ? `${JSON.stringify(datasets.map(asJson))}\n` : asTable(datasets));
  });
}

/** Prints what is in a data set. */
export async function show(where: Where, name: DatasetName, json: boolean): Promise<void> {
  await at(where, async (place) => {
    const dataset = await place.get(name);
    process.stdout.write(json ? `${JSON.stringify(asJson(dataset))}\n` : asText(dataset));
  });
}

/** Sets who sees a data set. */
export async function setVisibility(
  where: Where,
  { owner, name }: LearngeneName,
  visibility: Visibility,
): Promise<void> {
  await at(where, async (place) => {
    await place.setVisibility({ owner, name }, visibility);
    process.stdout.write(`${owner}/${name} is ${visibility} now.\n`);
  });
}

/** Deletes a data set with all its files. */
export async function remove(where: Where, { owner, name }: LearngeneName): Promise<void> {
  await at(where, async (place) => {
    await place.delete({ owner, name });
    process.stdout.write(`Deleted ${owner}/${name}.\n`);
  });
}

async function at(where: Where, use: (place: DatasetPlace) => Promise<void>): Promise<void> {
  const place = "url" in where ? remotePlace(where) : await embeddedPlace(where);
  try {
    await use(place);
  } finally {
    await place.close();
  }
}

import { readFile } from "node:fs/promises";
import { Document, parse, visit } from "yaml";
import { InputError } from "../model/index.js";
import { cannotRead } from "./reading.js";

/** A recipe as a file says it: any part of one, not yet validated. */
export interface RecipeFile {
  readonly path: string;
  readonly recipe: Readonly<Record<string, unknown>>;
}

/** Reads a recipe as YAML, of which JSON is a part. Throws `file-not-found`, `invalid-recipe`. */
export async function readRecipeFile(path: string): Promise<RecipeFile> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw cannotRead(path, cause);
  });
  const recipe = parseRecipe(path, text);
  if (typeof recipe !== "object" || recipe === null || Array.isArray(recipe)) {
    throw refused(path, "it must be fields with values, such as `epochs: 8`");
  }
  return { path, recipe: { ...recipe } };
}

/** A recipe as YAML that {@link readRecipeFile} reads, lists on one line each. */
export function showRecipe(recipe: object): string {
  const document = new Document(recipe);
  visit(document, {
    Seq: (_, sequence) => {
      sequence.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

function parseRecipe(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw refused(path, cause instanceof Error ? (cause.message.split(/:?\n/)[0] ?? "") : "", cause);
  }
}

function refused(path: string, why: string, cause?: unknown): InputError {
  return new InputError("invalid-recipe", `${path} is no recipe: ${why}`, {
    field: "--recipe",
    value: path,
    cause,
  });
}

import { Option, type Command } from "commander";
import type { z } from "zod";
import { partAt, schemaNotes, valuesInWords, type SchemaPart } from "./schema-notes.js";
import type { FlagText, FlagTexts } from "./training-flags.js";
import { readNumber, readNumbers } from "./values.js";

/** A flag that sets one field of a recipe. */
export interface RecipeFlag {
  /** The field's path in the recipe, parts joined by dots. */
  readonly path: string;
  /** With its dashes. */
  readonly flag: string;
  /** What it takes, in words; undefined where words do not do. */
  readonly values: string | undefined;
  readonly fallback: FlagText["fallback"];
  readonly options: readonly Option[];
}

/** The flags of a recipe: their names and texts from a table, all else from the schema. */
export function recipeFlags(schema: z.ZodType, texts: FlagTexts): RecipeFlag[] {
  const whole = schemaNotes(schema);
  return Object.entries(texts).map(([path, text]) => {
    const { part, required } = partAt(whole, path.split("."));
    const flag = text.name === undefined ? flagOf(path) : `--${text.name}`;
    return {
      path,
      flag,
      values: valuesInWords(part),
      fallback: text.fallback,
      options: optionsOf(flag, part, describe(part, required, text)),
    };
  });
}

/** Adds the flags, and `--recipe`, to a command. */
export function addRecipeFlags(command: Command, flags: readonly RecipeFlag[]): Command {
  for (const option of flags.flatMap(({ options }) => options)) {
    command.addOption(option);
  }
  return command.option(
    "--recipe <file>",
    "recipe as JSON or YAML, fields as in a manifest; flags override it",
  );
}

function optionsOf(flag: string, part: SchemaPart, description: string): Option[] {
  switch (part.type) {
    case "boolean":
      return [
        new Option(flag, description),
        new Option(flag.replace("--", "--no-"), `not so, where a recipe file says it`),
      ];
    case "integer":
    case "number":
      return [new Option(`${flag} <number>`, description).argParser((text) => readNumber(flag, text))];
    case "array":
      return [new Option(`${flag} <list>`, description).argParser((text) => readNumbers(flag, text))];
    default:
      return part.enum === undefined
        ? [new Option(`${flag} <text>`, description)]
        : [new Option(`${flag} <${part.enum.map(String).join("|")}>`, description)];
  }
}

function describe(part: SchemaPart, required: boolean, { help, fallback }: FlagText): string {
  const preset = fallback ?? part.default;
  const notes = [
    ...(part.enum === undefined && part.type !== "boolean" ? [valuesInWords(part)] : []),
    preset === undefined ? (required ? "required" : undefined) : `default: ${showPreset(preset)}`,
  ].filter((note) => note !== undefined);
  return notes.length === 0 ? help : `${help} (${notes.join("; ")})`;
}

function showPreset(preset: unknown): string {
  if (Array.isArray(preset)) {
    return preset.length === 0 ? "none" : preset.join(",");
  }
  return typeof preset === "boolean" ? (preset ? "yes" : "no") : String(preset);
}

/** The flag of a recipe's field that has no other name: `--label-smoothing` for `labelSmoothing`. */
export function flagOf(path: string): string {
  const name = path.split(".").at(-1) ?? path;
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

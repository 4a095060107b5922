import { z } from "zod";
import { firstIssue, InputError, issueText } from "../../model/index.js";
import type { RecipeFile } from "../recipe-file.js";
import type { RecipeFlag } from "./recipe-flags.js";
import { refusal } from "./values.js";

/** A recipe's fields, not yet validated. */
export type Settings = Readonly<Record<string, unknown>>;

/** What surrounds the settings that a user gave when they are completed. */
export interface Completion {
  /** Holds where neither flag nor file says otherwise. */
  readonly defaults?: Settings;
  /** Holds whatever they say. */
  readonly fixed?: Settings;
  /** Top-level fields to leave out, for a schema without them. */
  readonly without?: readonly string[];
}

/** What a user says about a recipe: a file, and flags that override it. */
export class RecipeSettings {
  readonly #flags: readonly RecipeFlag[];
  readonly #file: RecipeFile | undefined;
  readonly #given: Settings;
  readonly #fallbacks: Settings;

  /** @param options what commander made of the command line, by attribute name */
  constructor(flags: readonly RecipeFlag[], file: RecipeFile | undefined, options: Settings) {
    this.#flags = flags;
    this.#file = file;
    this.#given = nest(flags, (flag) => options[flag.options[0]?.attributeName() ?? ""]);
    this.#fallbacks = nest(flags, ({ fallback }) => fallback);
  }

  /** Whether flags or file say anything about a top-level field. */
  says(key: string): boolean {
    return Object.hasOwn(this.#given, key) || this.fromFile(key) !== undefined;
  }

  /** A top-level field of the recipe file. */
  fromFile(key: string): unknown {
    return this.#file?.recipe[key];
  }

  /**
   * The recipe that `schema` makes of it all. Throws `invalid-recipe` for the first fault, naming the flag, or the file
   * and the field.
   */
  complete<S extends z.ZodType>(schema: S, { defaults, fixed, without = [] }: Completion): z.output<S> {
    const layers = [this.#fallbacks, defaults ?? {}, this.#file?.recipe ?? {}, this.#given];
    const merged = { ...layers.reduce(merge), ...fixed };
    const value = Object.fromEntries(Object.entries(merged).filter(([key]) => !without.includes(key)));
    const result = schema.safeParse(value);
    if (result.success) {
      return result.data;
    }
    const issue = firstIssue(result.error);
    if (issue?.code === "unrecognized_keys") {
      throw this.#unknownKey(issue.path.map(String).join("."), issueText(schema, issue));
    }
    throw this.#fault(
      issue?.path.map(String) ?? [],
      issue?.message ?? "not valid",
      value,
      issue?.code === "custom",
    );
  }

  /** Only a file can have one. */
  #unknownKey(parent: string, text: string): InputError {
    const where = [this.#file?.path, parent].filter((part) => part !== undefined && part !== "").join(": ");
    return new InputError("invalid-recipe", `${where}: ${text}`, { field: where });
  }

  #fault(path: readonly string[], message: string, whole: Settings, own: boolean): InputError {
    const field = path.join(".");
    const flag = this.#flags.find((each) => field === each.path || field.startsWith(`${each.path}.`));
    const value = flag === undefined ? undefined : valueAt(whole, flag.path.split("."));
    if (flag !== undefined && value === undefined) {
      return missing(flag, field);
    }
    const inFlag = flag !== undefined && valueAt(this.#given, flag.path.split(".")) !== undefined;
    const where = inFlag || this.#file === undefined ? (flag?.flag ?? field) : `${this.#file.path}: ${field}`;
    if (flag?.values === undefined || own) {
      const parts = [where.trim(), value, this.#inFlags(message)];
      const told = parts.filter(
        (part) => typeof part === "number" || (typeof part === "string" && part !== ""),
      );
      return new InputError("invalid-recipe", told.join(" ").trim(), { field: where.trim() });
    }
    return refusal(where, value, flag.values);
  }

  /** A schema's message with fields called by their flags. */
  #inFlags(message: string): string {
    return this.#flags.reduce(
      (text, { path, flag }) => text.replace(path.split(".").at(-1) ?? path, flag),
      message,
    );
  }
}

function missing({ flag, values }: RecipeFlag, field: string): InputError {
  return new InputError("invalid-recipe", `${flag} is missing`, {
    field: flag,
    fix: `Give ${flag}${values === undefined ? "" : `, ${values}`}, or ${field} in a recipe file.`,
  });
}

/** The values that flags have, at their paths. */
function nest(flags: readonly RecipeFlag[], valueOf: (flag: RecipeFlag) => unknown): Settings {
  return flags.reduce<Settings>((all, flag) => {
    const value = valueOf(flag);
    const wrapped = flag.path
      .split(".")
      .reduceRight<unknown>((inner, key) => (inner === undefined ? undefined : { [key]: inner }), value);
    return isSettings(wrapped) ? merge(all, wrapped) : all;
  }, {});
}

/** Both, objects inside merged too; `over` wins. */
function merge(under: Settings, over: Settings): Settings {
  const merged = Object.entries(over).map(([key, value]): [string, unknown] => {
    const below = Object.hasOwn(under, key) ? under[key] : undefined;
    return [key, isSettings(below) && isSettings(value) ? merge(below, value) : value];
  });
  return Object.fromEntries([...Object.entries(under), ...merged]);
}

function valueAt(settings: Settings, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isSettings(inner) ? inner[key] : undefined), settings);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

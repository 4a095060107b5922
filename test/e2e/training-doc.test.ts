import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ancestorRecipeSchema, finetuneRecipeSchema, learnRecipeSchema } from "../../src/trainer/index.js";
import { writeImages } from "../support/images.js";
import { documentedCommands } from "../support/markdown.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const document = readFileSync("docs/training.md", "utf8");
const [data = "", ...commands] = documentedCommands(document, "sh");

describe("the commands of docs/training.md", () => {
  const cwd = temporaryDirectory();

  beforeAll(async () => {
    await writeImages(join(cwd, "images"), { train: 30, test: 6, size: 14, classes: 3 });
    for (const [, name = "", text = ""] of document.matchAll(/^```yaml (\S+)\n(.*?)^```$/gms)) {
      writeFileSync(join(cwd, name), text);
    }
  });

  it.each(commands)("work, on a few small images in place of Fashion-MNIST: %s", async (command) => {
    expect(data).toBe("data=fashion-mnist");
    const small = command.startsWith("learngene evaluate ")
      ? command
      : `${command} --batch-size 8 --threads 1`;
    const program = `${process.execPath} --liftoff-only ${resolve("dist/cli/main.js")}`;
    const script = `data=idx:images; ${small.replace(/^learngene /, `${program} `)}`;
    await promisify(execFile)("sh", ["-ec", script], { cwd });
  });
});

interface Part {
  readonly properties?: Readonly<Record<string, Part>>;
  readonly default?: unknown;
}

/** Keys of the schemas, those of objects inside joined by dots, with their defaults. */
function keysOf(part: Part, prefix = ""): [string, unknown][] {
  return Object.entries(part.properties ?? {}).flatMap(([key, inner]): [string, unknown][] =>
    inner.properties === undefined ? [[`${prefix}${key}`, inner.default]] : keysOf(inner, `${prefix}${key}.`),
  );
}

describe("the table of docs/training.md", () => {
  const rows = new Map(
    [...document.matchAll(/^\| `([\w.]+)` +\| (.*?) +\|/gm)].map(([, key = "", value = ""]) => [key, value]),
  );
  const schemas = [ancestorRecipeSchema, learnRecipeSchema, finetuneRecipeSchema];
  const keys = new Map(
    schemas
      .flatMap((schema) => keysOf(z.toJSONSchema(schema, { io: "input" }) as Part))
      .filter(([key]) => key !== "kind"),
  );

  it("has every key of every recipe, and no other", () => {
    expect([...rows.keys()].sort()).toEqual([...keys.keys()].sort());
  });

  it("gives each number its default", () => {
    for (const [key, preset] of keys) {
      if (typeof preset === "number" && key !== "distillationWeight") {
        expect([key, Number(rows.get(key))]).toEqual([key, preset]);
      }
    }
  });
});

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createProgram } from "../../src/cli/index.js";
import { ancestorRecipeSchema, finetuneRecipeSchema, learnRecipeSchema } from "../../src/trainer/index.js";
import { learngene } from "../support/command.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const program = createProgram(new AbortController().signal);

function helpOf(name: string): string {
  const command = program.commands.find((each) => each.name() === name);
  return command?.configureHelp({ helpWidth: 10_000 }).helpInformation() ?? "";
}

const recipes = [
  ["ancestor", ancestorRecipeSchema],
  ["learn", learnRecipeSchema],
  ["finetune", finetuneRecipeSchema],
] as const;

describe("help", () => {
  const cwd = temporaryDirectory();

  it("comes in full with --help, and in place of a missing command", async () => {
    const asked = await learngene(["--help"], { cwd });
    expect(asked).toMatchObject({ status: 0, stderr: "" });
    for (const command of program.commands) {
      expect(asked.stdout).toMatch(new RegExp(`^  ${command.name()} `, "m"));
    }
    expect(await learngene([], { cwd })).toMatchObject({ status: 2, stdout: "", stderr: asked.stdout });
  });

  it.each(recipes)("of %s shows every default of the recipe's schema", (name, schema) => {
    const help = helpOf(name);
    const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
    for (const [field, part] of Object.entries(properties)) {
      if (typeof part === "boolean" || typeof part.default !== "number") continue;
      const flag = `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} <number>`;
      expect(help).toMatch(new RegExp(`^  ${flag} .*default: ${part.default}\\)$`, "m"));
    }
  });

  it.each(
    program.commands.flatMap((command) => [command, ...command.commands]).map((each) => [each.name(), each]),
  )("of %s says of each option whether it is required or what holds without it", (_name, command) => {
    for (const { long, description } of command.options) {
      expect(`${long ?? ""} ${description}`).toMatch(/^--\S+ \S.{10,}/);
    }
  });
});

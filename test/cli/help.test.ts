import { access } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createProgram } from "../../src/cli/index.js";
import { ancestorRecipeSchema, finetuneRecipeSchema, learnRecipeSchema } from "../../src/trainer/index.js";
import { learngene, start, succeed } from "../support/command.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { writeImages } from "../support/images.js";
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
    for (const name of [
      "ancestor",
      "import",
      "learn",
      "finetune",
      "evaluate",
      "datasets",
      "serve",
      "gc",
      "calibrate",
      "db",
      "backup",
      "restore",
      "tokens",
      "doctor",
    ]) {
      expect(asked.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
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

describe("the example of", () => {
  const cwd = temporaryDirectory();

  beforeAll(async () => {
    await writeImages(join(cwd, "images"), { train: 128, test: 50, size: 28, classes: 4 });
    await copyDataDirectory(join(cwd, "data"));
  });

  /** The arguments of a help's one example, on the test's images. */
  const exampleOf = async (name: string): Promise<string[]> => {
    const help = await succeed([name, "--help"], { cwd });
    const [line] = [...help.matchAll(/^ {2}\$ learngene (.*)$/gm)].map((match) => match[1] ?? "");
    return (line ?? "").replace("fashion-mnist", "idx:images").split(" ");
  };

  // Each reads what the one before wrote.
  it.each([
    ["ancestor", ["ans-net.safetensors"]],
    ["learn", ["fashion-vit.safetensors"]],
    ["finetune", ["nine.safetensors", "nine.onnx"]],
    ["evaluate", []],
  ])("%s runs", async (name, written) => {
    const args = await exampleOf(name);
    expect(args[0]).toBe(name);
    const stdout = await succeed(args, { cwd });
    expect(stdout).toMatch(name === "evaluate" ? /^accuracy \d+\.\d\d %, loss/ : /^$/);
    await Promise.all(written.map((file) => access(join(cwd, file))));
  });

  it("serve runs", async () => {
    const running = start(await exampleOf("serve"), { cwd });
    expect(await running.firstLine).toMatch(/^Learngene is ready at http:\/\/127\.0\.0\.1:9000 .*curl -f/);
    running.process.kill("SIGTERM");
    expect((await running.finished).status).toBe(0);
  });
});

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { commandLine, environment } from "../support/command.js";
import { documentedCommands } from "../support/markdown.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

/** Runs a document's commands in order, on a server and in a folder of their own; what each printed. */
function runsCommandsOf(document: string): Map<string, string> {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  const printed = new Map<string, string>();
  const commands = documentedCommands(readFileSync(document, "utf8"), "sh").filter(
    (command) => !command.startsWith("alias "),
  );
  beforeAll(() => server.start());

  it.each(commands)("%s", async (command) => {
    const script = `learngene() { ${commandLine.join(" ")} "$@"; }\n${command}`;
    const env = environment({ LEARNGENE_SERVER: server.url, LEARNGENE_DATA: `${cwd}/cache` });
    const { stdout } = await promisify(execFile)("sh", ["-ec", script], { cwd, env });
    printed.set(command, stdout);
  });
  return printed;
}

describe("of docs/cli.md", () => {
  const printed = runsCommandsOf("docs/cli.md");

  it("every command was run", () => {
    expect(printed.size).toBe(13);
  });
});

describe("of docs/tutorial.md", () => {
  const printed = runsCommandsOf("docs/tutorial.md");
  const accuracies = () =>
    [...printed.values()].flatMap((text) => /^accuracy (\d+\.\d+) %/.exec(text)?.[1] ?? []).map(Number);

  it("the budgets give nine layers", () => {
    expect([...printed.values()].join("")).toMatch(/^depth +9$/m);
  });

  it("the networks that came know their images; tuned, the one for clothes still does, and from random weights it does not", () => {
    const [clothes = 0, digits = 0, tuned = 0, random = 100] = accuracies();
    expect(clothes).toBeGreaterThan(88);
    expect(digits).toBeGreaterThan(96);
    expect(tuned).toBeGreaterThan(85);
    expect(random).toBeLessThan(tuned - 20);
  });
});

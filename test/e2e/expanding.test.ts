import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { documentedCommands } from "../support/markdown.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const [base = "", ...commands] = documentedCommands(readFileSync("docs/expanding.md", "utf8"), "sh");

describe("the commands of docs/expanding.md", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  const carryOut = (command: string) => {
    const address = base.replace("http://127.0.0.1:8080", server.url);
    return promisify(execFile)("sh", ["-ec", `${address}\n${command}`], { cwd });
  };

  beforeAll(() => server.start());

  it("start with where the learngene is", () => {
    expect(base).toMatch(/^base=http:\/\/127\.0\.0\.1:8080\/\S+\/versions\/latest$/);
  });

  it.each(commands)("work: %s", async (command) => {
    await carryOut(command);
    const [, file] = / -o (\S+)$/.exec(command) ?? [];
    if (file !== undefined) {
      expect(statSync(join(cwd, file)).size).toBeGreaterThan(500);
    }
  });
});

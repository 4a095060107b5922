import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { succeed } from "../support/command.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

const cwd = temporaryDirectory();
const run = promisify(execFile);
const has = (shell: string) => spawnSync(shell, ["-c", "true"]).status === 0;

/** A line up to the cursor, and what there is to complete its last word with; in a folder with the file nine.onnx. */
const lines: [line: string, offered: string[], not: string[]][] = [
  ["learngene ", ["init", "pull", "jobs", "completion"], ["submit", "nine.onnx"]],
  ["learngene in", ["init"], ["pull"]],
  ["learngene init --de", ["--depth", "--device"], ["--out"]],
  ["learngene init learngene/fashion-vit --format ", ["safetensors", "onnx"], ["nine.onnx", "--depth"]],
  ["learngene init learngene/fashion-vit --out ", ["nine.onnx"], ["safetensors"]],
  ["learngene init learngene/fashion-vit --depth ", [], ["nine.onnx"]],
  ["learngene jobs ", ["submit", "follow"], ["init"]],
  ["learngene jobs submit --max-", ["--max-params"], ["--depth"]],
  ["learngene jobs ls --state ", ["queued", "running"], []],
  ["learngene jobs submit ", ["finetune", "learn", "evaluate"], []],
  ["learngene publish ", ["nine.onnx"], []],
  ["learngene completion ", ["bash", "zsh", "fish"], []],
];

beforeAll(async () => {
  await writeFile(join(cwd, "nine.onnx"), "");
  for (const shell of ["bash", "zsh", "fish"]) {
    await writeFile(join(cwd, `completion.${shell}`), await succeed(["completion", shell], { cwd }));
  }
});

function check(offers: readonly string[], offered: readonly string[], not: readonly string[]): void {
  expect(offers).toEqual(expect.arrayContaining([...offered]));
  expect(offers.filter((word) => not.includes(word))).toEqual([]);
}

describe("in bash", () => {
  it.each(lines)("%j is completed", async (line, offered, not) => {
    const words = line.split(" ").map((word) => `'${word}'`);
    const script = `
      . ./completion.bash
      COMP_WORDS=(${words.join(" ")})
      COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
      compopt() { :; }
      _learngene
      printf '%s\\n' "\${COMPREPLY[@]}"
      complete -p learngene`;
    const { stdout, stderr } = await run("bash", ["--norc", "-euc", script], { cwd });
    expect(stderr).toBe("");
    const offers = stdout.trimEnd().split("\n");
    expect(offers.pop()).toBe("complete -F _learngene learngene");
    check(offers, offered, not);
  });

  it("a word is completed as it is typed", async () => {
    const typed = "learngene completion fi\t\u0001echo [\u0005]\n";
    const script = `(sleep 1; printf '. ./completion.bash\\n'; sleep 1; printf ${JSON.stringify(typed)}; sleep 2; printf 'exit\\n') | script -qec 'bash --norc -i' /dev/null`;
    const { stdout } = await run("bash", ["-c", script], { cwd });
    expect(stdout).toMatch(/\[learngene completion fish \]/);
  });
});

describe.skipIf(!has("zsh"))("in zsh", () => {
  it.each(lines)("%j is completed", async (line, offered, not) => {
    // What would be offered is printed, in place of being shown.
    const script = `
      autoload -Uz compinit; compinit -D -u
      . ./completion.zsh
      compadd() { print -rl -- "\${@:#-*}" }
      _describe() { local -a all=("\${(@P)@[-1]}"); print -rl -- \${all%%:*} }
      _files() { print -rl -- * }
      words=(${line
        .split(" ")
        .map((word) => `'${word}'`)
        .join(" ")})
      CURRENT=$#words; PREFIX=$words[-1]
      _learngene`;
    const { stdout } = await run("zsh", ["-fc", script], { cwd });
    const last = line.split(" ").at(-1) ?? "";
    check(
      stdout.split("\n").filter((word) => word !== "" && word.startsWith(last)),
      offered,
      not,
    );
  });
});

describe.skipIf(!has("fish"))("in fish", () => {
  it.each(lines)("%j is completed", async (line, offered, not) => {
    const script = `source completion.fish; complete -C ${JSON.stringify(line)}`;
    const { stdout } = await run("fish", ["--no-config", "-c", script], { cwd });
    check(
      stdout.split("\n").map((each) => each.split("\t")[0] ?? ""),
      offered,
      not,
    );
  });
});

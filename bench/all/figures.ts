import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What a bench takes that npm does not install. Each says why it is not there, or nothing if it is. */
export const tools = {
  nginx: () => lacking("nginx", "no nginx is installed"),
  go: () => lacking("go", "no Go is installed"),
  chromium: () =>
    existsSync(process.env["CHROMIUM"] ?? "/usr/bin/chromium")
      ? undefined
      : "no Chromium at /usr/bin/chromium, and CHROMIUM names none",
  pytorch: () =>
    existsSync(".venv/bin/python")
      ? undefined
      : "no PyTorch: python3 -m venv .venv && .venv/bin/pip install -r scripts/reference/requirements.txt",
} as const;

export type Tool = keyof typeof tools;

function lacking(program: string, reason: string): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return folders.some((folder) => existsSync(join(folder, program))) ? undefined : reason;
}

/** A bench, and how it makes a small version of its figures in a few minutes. */
export interface Figure {
  readonly bench: string;
  /** Where the figures stand. */
  readonly in: string;
  readonly quick: readonly string[];
  readonly needs?: readonly Tool[];
}

/** All figures, in the order of the documents. */
export const figures: readonly Figure[] = [
  { bench: "paper", in: "README.md", quick: ["--tiny"] },
  { bench: "sample", in: "README.md", quick: ["--quick"] },
  {
    bench: "train-step",
    in: "README.md",
    quick: ["--rounds", "2", "--network", "sample", "--no-compile"],
    needs: ["pytorch"],
  },
  { bench: "publish", in: "README.md", quick: ["--rounds", "1"] },
  { bench: "plan", in: "README.md", quick: ["--rounds", "2", "--seconds", "1"], needs: ["go"] },
  { bench: "page", in: "README.md", quick: ["--visits", "1"], needs: ["chromium"] },
  { bench: "storage", in: "README.md", quick: [] },
  { bench: "serve", in: "README.md", quick: ["--quick", "--only", "tiny"], needs: ["nginx", "go"] },
  { bench: "memory", in: "README.md", quick: ["--quick"] },
  { bench: "latency", in: "README.md", quick: ["--quick"] },
  { bench: "growth", in: "docs/performance.md", quick: ["--quick"] },
  { bench: "load", in: "docs/performance.md", quick: ["--quick"] },
  {
    bench: "plan-while-training",
    in: "docs/performance.md",
    quick: ["--rounds", "1", "--seconds", "3"],
  },
  { bench: "memory-estimate", in: "docs/budgets.md", quick: ["--quick"] },
  { bench: "batches", in: "docs/decisions/0017-batches-ahead.md", quick: ["--quick", "--rounds", "1"] },
  { bench: "capacity", in: "docs/scaling.md", quick: [] },
  { bench: "paper-arithmetic", in: "docs/evidence.md", quick: [] },
  { bench: "equal-cost", in: "docs/evidence.md", quick: ["--tiny"] },
  { bench: "ablations", in: "docs/how-to/choose-a-learngene.md", quick: ["--tiny"] },
];

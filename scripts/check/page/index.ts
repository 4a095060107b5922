/**
 * Uses the page of a running server in Chromium, as people do: `tsx scripts/check/page/index.ts --server
 * http://127.0.0.1:8080`. Prints a line a check; exits 1 if one fails, if the page asked anybody else than its server, or if
 * its policy refused something.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Browser, type BrowserContext } from "playwright-core";
import { accessibilityChecks } from "./accessibility.js";
import { otherChecks } from "./other-checks.js";
import { planChecks, pythonChecks } from "./plan-checks.js";
import { takeScreenshots } from "./screenshots.js";
import { clientOf, type Check } from "./visit.js";

const { values } = parseArgs({
  options: {
    server: { type: "string", default: "http://127.0.0.1:8080" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
    /** With timm, transformers and onnxruntime; without it, the snippets for Python are not run. */
    python: { type: "string" },
    screenshots: { type: "string" },
  },
});
const { server } = values;

/** Milliseconds that anything on the page may take to appear. */
const PATIENCE = 20_000;

/** What the page did that it must not. */
const misdeeds: string[] = [];

async function carryOut(
  browser: Browser,
  { says, holds }: Check,
  colorScheme: "light" | "dark",
): Promise<void> {
  const context = await browser.newContext({ colorScheme });
  const folder = mkdtempSync(join(tmpdir(), "learngene-page-"));
  try {
    const page = await watched(context).then((watching) => watching.newPage());
    page.setDefaultTimeout(PATIENCE);
    await holds({ page, server, client: clientOf(server), folder });
    console.log(`ok    ${says}`);
  } catch (error) {
    console.log(`FAIL  ${says}\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
  } finally {
    await context.close();
    rmSync(folder, { recursive: true });
  }
}

/** The context, with everything noted that it asks of others and that its policy refuses. */
async function watched(context: BrowserContext): Promise<BrowserContext> {
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== server && !["about:", "blob:", "data:"].includes(protocol)) {
      misdeeds.push(`asked ${request.url()}`);
    }
  });
  context.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) {
      misdeeds.push(message.text());
    }
  });
  context.on("weberror", (error) => {
    misdeeds.push(`threw ${error.error().stack ?? error.error().message}`);
  });
  await context.grantPermissions(["clipboard-write"]);
  return context;
}

const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox"] });
try {
  if (values.screenshots !== undefined) {
    await takeScreenshots(browser, server, values.screenshots);
  }
  for (const theme of ["light", "dark"] as const) {
    for (const check of accessibilityChecks(theme)) {
      await carryOut(browser, check, theme);
    }
  }
  const { python } = values;
  const ofPython = python === undefined ? [] : pythonChecks(resolve(python));
  for (const check of [...planChecks, ...ofPython, ...otherChecks]) {
    await carryOut(browser, check, "light");
  }
} finally {
  await browser.close();
}
const isGood = misdeeds.length === 0;
console.log(`${isGood ? "ok  " : "FAIL"}  nobody else was asked, nothing refused, nothing thrown`);
for (const misdeed of new Set(misdeeds)) {
  console.log(`      ${misdeed}`);
}
process.exitCode = isGood ? process.exitCode : 1;

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { open, planOf, sample, type Check, type Visit } from "./visit.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const views = [
  "",
  `#/learngenes/${sample}?depth=9`,
  "#/jobs",
  "#/publish",
  "#/sign-in",
  "#/learngenes/me/nothing",
];

/** What people who do not see, or use no mouse, need of every view, in one theme. */
export function accessibilityChecks(theme: string): readonly Check[] {
  return [
    {
      says: `axe has no serious finding in the ${theme} theme`,
      holds: async (visit) => {
        for (const view of views) {
          await open(visit, view);
          await settled(visit, view);
          const found = (await findings(visit)).filter(
            ({ impact }) => impact === "serious" || impact === "critical",
          );
          const told = found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
          assert.deepEqual(told, [], `${view} in the ${theme} theme`);
        }
      },
    },
    {
      says: `the keyboard alone gets to the content and the slider in the ${theme} theme`,
      holds: async (visit) => {
        const { page } = visit;
        await open(visit, `#/learngenes/${sample}?depth=9`);
        await planOf(page, 9);
        await page.keyboard.press("Tab");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate("document.activeElement.id"), "main");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate("document.activeElement.id"), "depth");
        await page.keyboard.press("ArrowLeft");
        await planOf(page, 8);
      },
    },
  ];
}

async function settled({ page }: Visit, view: string): Promise<void> {
  if (view.includes("depth=9")) {
    await planOf(page, 9);
    await page.locator(".plot").nth(4).waitFor();
  } else {
    await page.waitForLoadState("networkidle");
  }
}

async function findings({ page }: Visit): Promise<AxeResults["violations"]> {
  // Not as a script of the page, which its policy would refuse.
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations;
}

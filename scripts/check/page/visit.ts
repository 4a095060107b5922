/** What checks of the page share: where it is, and what to expect of it. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { createLearngeneClient, type LearngeneClient } from "../../../src/client/index.js";

/** A page to check, and the server that it is on. */
export interface Visit {
  readonly page: Page;
  readonly server: string;
  readonly client: LearngeneClient;
  /** A directory of the check's own. */
  readonly folder: string;
}

/** A check, named as a sentence that it makes true. */
export interface Check {
  readonly says: string;
  readonly holds: (visit: Visit) => Promise<void>;
}

export const sample = "learngene/fashion-vit";

export function clientOf(server: string, token?: string): LearngeneClient {
  return createLearngeneClient({ baseUrl: server, token });
}

/** Opens a view by its link. */
export async function open({ page, server }: Visit, hash: string): Promise<void> {
  // Two links may differ in what follows the # alone, which would load nothing.
  await page.goto("about:blank");
  await page.goto(`${server}/${hash}`);
  await page.locator("h1").waitFor();
}

/** What the page says a network costs, by name. */
export async function figuresOf(page: Page): Promise<Readonly<Record<string, string>>> {
  const names = await page.locator(".figures dt").allTextContents();
  const values = await page.locator(".figures dd").allTextContents();
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
}

/** Waits until a plan of this depth is shown. */
export async function planOf(page: Page, depth: number): Promise<void> {
  await page.getByRole("img", { name: new RegExp(`^${depth} layers by the rule`) }).waitFor();
  await page.locator('.outcome[aria-busy="false"]').waitFor();
}

/** Whether anything is drawn on the first plot. */
export async function isDrawn(page: Page): Promise<void> {
  const canvas = page.locator(".plot canvas").first();
  await canvas.waitFor();
  const painted = await canvas.evaluate((element) => {
    const it = element as unknown as {
      width: number;
      height: number;
      getContext(kind: "2d"): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
    };
    const { data } = it.getContext("2d").getImageData(0, 0, it.width, it.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
  assert.ok(painted > 500, `${painted} pixels of the plot are painted`);
}

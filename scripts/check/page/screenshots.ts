import { join } from "node:path";
import type { Browser } from "playwright-core";
import { clientOf, open, planOf, sample } from "./visit.js";

/** Takes the pictures of the documents: a learngene in both themes, the model run in the browser. */
export async function takeScreenshots(browser: Browser, server: string, folder: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1100, height: 820 } });
    const visit = { page, server, client: clientOf(server), folder };
    const picture = (name: string) =>
      page.screenshot({ path: join(folder, `page-${name}-${colorScheme}.png`) });
    await open(visit, `#/learngenes/${sample}?depth=9`);
    await planOf(page, 9);
    await page.locator(".plot").nth(4).waitFor();
    await picture("plan");
    if (colorScheme === "light") {
      await page.getByRole("button", { name: "Run it in this browser" }).click();
      await page.getByRole("button", { name: "Classify the Bag" }).click({ timeout: 60_000 });
      await page.getByText(/^Bag: /).waitFor();
      await page.getByRole("heading", { name: "Try it" }).evaluate((element) => {
        (element as unknown as { scrollIntoView(): void }).scrollIntoView();
      });
      await picture("try");
    }
    await page.close();
  }
}

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { clientOf, isDrawn, open, sample, type Check } from "./visit.js";

/** Jobs, publishing, what goes wrong, and who may see what; the last makes a token, after which writes need one. */
export const otherChecks: readonly Check[] = [
  {
    says: "a job's curves are drawn while it runs",
    holds: async (visit) => {
      const { page, client } = visit;
      const { id } = await client.submitJob({
        kind: "finetune",
        learngene: sample,
        plan: { depth: 5 },
        dataset: "fashion-mnist",
        recipe: { epochs: 20, trainImages: 4000, batchSize: 100 },
      });
      await open(visit, "#/jobs");
      await page.getByRole("link", { name: /^finetune/ }).click();
      const rows = page.locator(".plot").first().locator("details tbody tr");
      await rows.nth(2).waitFor({ state: "attached", timeout: 60_000 });
      const { state } = await client.getJob(id);
      assert.equal(state, "running");
      await isDrawn(page);
      await page.getByRole("button", { name: "Cancel the job" }).click();
      await page.locator("h1 .badge.cancelled").waitFor({ timeout: 60_000 });
    },
  },
  {
    says: "a learngene that is dropped is published",
    holds: async (visit) => {
      const { page, client } = visit;
      const file = await (await client.downloadVersion(sample)).bytes();
      await open(visit, "#/publish");
      const dropped = await page.evaluateHandle(
        `(() => { const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob("${Buffer.from(file).toString("base64")}"), (c) => c.charCodeAt(0));
          transfer.items.add(new File([bytes], "dropped.safetensors")); return transfer; })()`,
      );
      await page.locator(".drop").dispatchEvent("drop", { dataTransfer: dropped });
      await page.getByRole("textbox", { name: "Owner" }).fill("me");
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page.getByRole("link", { name: "me/dropped, version 1" }).click();
      await page.getByRole("heading", { level: 1, name: "me/dropped" }).waitFor();
    },
  },
  {
    says: "what is no learngene is refused with the server's words",
    holds: async (visit) => {
      const { page, folder } = visit;
      const path = join(folder, "broken.safetensors");
      writeFileSync(path, "nothing of the kind");
      await open(visit, "#/publish");
      await page.locator('input[type="file"]').setInputFiles(path);
      await page.getByRole("textbox", { name: "Owner" }).fill("me");
      await page.getByRole("button", { name: "Publish", exact: true }).click();
      await page
        .getByRole("alert")
        .filter({ hasText: /the header claims/ })
        .waitFor();
    },
  },
  {
    says: "a budget that nothing fits, a learngene that is not there and a server that is gone are told",
    holds: async (visit) => {
      const { page } = visit;
      await open(visit, `#/learngenes/${sample}?maxParams=1`);
      await page
        .getByRole("alert")
        .filter({ hasText: /maxParams/ })
        .waitFor();
      assert.ok(await page.getByRole("button", { name: "Download the network" }).isDisabled());
      await open(visit, "#/learngenes/me/nothing");
      await page
        .getByRole("alert")
        .filter({ hasText: /me\/nothing/ })
        .waitFor();
      await open(visit, "");
      await page.route("**/v1/learngenes*", (route) => route.abort());
      await page.getByRole("searchbox", { name: "Search" }).fill("clothes that nobody wears");
      await page
        .getByRole("alert")
        .filter({ hasText: /there is no server/ })
        .waitFor();
      await page.unroute("**/v1/learngenes*");
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("None fits.").waitFor();
    },
  },
  {
    says: "the theme is chosen by button, and kept",
    holds: async (visit) => {
      const { page } = visit;
      const theme = () => page.locator("html").getAttribute("data-theme");
      await open(visit, "");
      assert.equal(await theme(), "light");
      await page.getByRole("button", { name: "Use the dark theme" }).click();
      assert.equal(await theme(), "dark");
      await page.reload();
      assert.equal(await theme(), "dark");
      await page.getByRole("button", { name: "Use the light theme" }).click();
      assert.equal(await theme(), "light");
    },
  },
  {
    says: "what is private is there for who has signed in",
    holds: async (visit) => {
      const { page, client, server } = visit;
      const file = await (await client.downloadVersion(sample)).bytes();
      await client.publish("acme/secret", new Blob([file]), { visibility: "private" });
      const { data } = await client.api.POST("/v1/tokens", {
        body: { name: "check", grants: [{ owner: "*", scope: "admin" }] },
      });
      const secret = data?.secret ?? "";
      await open(visit, "");
      await page.getByRole("link", { name: sample }).waitFor();
      assert.equal(await page.getByRole("link", { name: "acme/secret" }).count(), 0);
      await open(visit, "#/sign-in");
      await page.getByLabel("Token").fill(`${secret}x`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("alert").waitFor();
      await page.getByLabel("Token").fill(secret);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("As check: admin on all owners.").waitFor();
      await page.getByRole("link", { name: "Learngene", exact: true }).click();
      await page.getByRole("link", { name: "acme/secret" }).waitFor();
      await page.getByRole("link", { name: "Signed in" }).click();
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("link", { name: "Learngene", exact: true }).click();
      await page.getByRole("link", { name: sample }).waitFor();
      assert.equal(await page.getByRole("link", { name: "acme/secret" }).count(), 0);
      await clientOf(server, secret).api.DELETE("/v1/learngenes/{owner}/{name}", {
        params: { path: { owner: "acme", name: "secret" } },
      });
    },
  },
];

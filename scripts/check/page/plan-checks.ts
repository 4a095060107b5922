import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { VersionReference } from "../../../src/client/index.js";
import { storedTensors, writeLearngene } from "../../../src/formats/index.js";
import { greyToRgba, toInput } from "../../../src/page/model/images.js";
import { bytes, short } from "../../../src/page/model/units.js";
import { distinctTensors, tinyManifest } from "../../../test/support/learngenes.js";
import { figuresOf, isDrawn, open, planOf, sample, type Check, type Visit } from "./visit.js";

/** How far logits may be off those of onnxruntime-node. */
const TOLERANCE = 1e-4;

/** A learngene, the sample images that are shown with it, and the name and number of one of them. */
interface InBrowser {
  readonly learngene: VersionReference;
  readonly images: string;
  readonly name: string;
  readonly label: number;
}

const inBrowser: readonly InBrowser[] = [
  { learngene: sample, images: "fashion-mnist", name: "Bag", label: 8 },
  { learngene: "learngene/digits-vit", images: "mnist-digits", name: "7", label: 7 },
];

/** What the page does with a learngene. */
export const planChecks: readonly Check[] = [
  {
    says: "search finds learngenes and says when none fits",
    holds: async (visit) => {
      const { page } = visit;
      await open(visit, "");
      const search = page.getByRole("searchbox", { name: "Search" });
      await search.fill("clothes that nobody wears");
      await page.getByText("None fits.").waitFor();
      await search.fill("fashion");
      await page.getByRole("link", { name: sample }).click();
      await page.getByRole("heading", { level: 1, name: sample }).waitFor();
    },
  },
  {
    says: "the slider's plan is the server's, and the link keeps it",
    holds: async (visit) => {
      const { page, client } = visit;
      await open(visit, `#/learngenes/${sample}`);
      const slider = page.getByRole("slider", { name: "Layers" });
      await slider.fill("8");
      await planOf(page, 8);
      await slider.press("ArrowRight");
      await planOf(page, 9);
      const { cost, plan } = await client.getPlan(sample, { depth: 9 });
      const figures = await figuresOf(page);
      assert.equal(figures["Parameters"], short(cost.params));
      assert.equal(figures["FLOPs an image"], short(cost.flops));
      assert.equal(figures["safetensors"], bytes(cost.bytes.safetensors ?? 0));
      assert.match(figures["Accuracy"] ?? "", /^\d\d\.\d %$/);
      assert.equal(await page.locator(".picture rect").count(), 9);
      const ofFirst = await page.locator(".picture rect.stage-0").count();
      assert.equal(ofFirst, plan.layers[0]);
      await page.reload();
      await planOf(page, 9);
    },
  },
  {
    says: "budgets give the depth that the server gives",
    holds: async (visit) => {
      const { page, client } = visit;
      await open(visit, `#/learngenes/${sample}`);
      await page.getByRole("textbox", { name: "Parameters" }).fill("400k");
      const { plan } = await client.getPlan(sample, { maxParams: "400k" });
      await planOf(page, plan.depth);
      await page.getByText("One layer more would be over the budget: parameters.").waitFor();
      assert.equal(await page.getByRole("slider", { name: "Layers" }).inputValue(), String(plan.depth));
    },
  },
  {
    says: "plots are drawn, with the server's figures as tables",
    holds: async (visit) => {
      const { page, client } = visit;
      await open(visit, `#/learngenes/${sample}?depth=6`);
      await isDrawn(page);
      const titles = await page.locator(".plot figcaption").allTextContents();
      assert.deepEqual(
        titles,
        ["Parameters", "FLOPs", "File, bytes", "Memory, bytes", "Accuracy, %"].map(
          (name) => `${name} by depth`,
        ),
      );
      await page.locator(".plot summary").first().click();
      const told = await page.locator(".plot details td").first().textContent();
      const { depths } = await client.listDepths(sample, { upTo: 32 });
      assert.equal(told, short(depths[0]?.cost.params ?? 0));
    },
  },
  {
    says: "a download is the server's file, byte for byte",
    holds: async (visit) => {
      const { page, client } = visit;
      await open(visit, `#/learngenes/${sample}?depth=9`);
      await planOf(page, 9);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download the network" }).click(),
      ]);
      assert.equal(download.suggestedFilename(), "fashion-vit-v1-depth-9.safetensors");
      const expected = await client.downloadInit(sample, { depth: 9 });
      await expected.bytes();
      const saved = createHash("sha256")
        .update(readFileSync(await download.path()))
        .digest("hex");
      assert.equal(`sha256:${saved}`, expected.digest);
      await page.getByText(expected.digest ?? "").waitFor();
    },
  },
  {
    says: "the snippet for curl does as it says",
    holds: async (visit) => {
      const { page, client, folder } = visit;
      await open(visit, `#/learngenes/${sample}?depth=5&dtype=float16`);
      await planOf(page, 5);
      await page.getByRole("button", { name: "curl", exact: true }).click();
      const command = await page.locator(".snippet code").textContent();
      execFileSync("sh", ["-c", command ?? ""], { cwd: folder, stdio: "pipe" });
      const { cost } = await client.getPlan(sample, { depth: 5, dtype: "float16" });
      assert.equal(statSync(join(folder, "fashion-vit-v1-depth-5.safetensors")).size, cost.bytes.safetensors);
    },
  },
  ...inBrowser.map(({ learngene, images, name, label }) => ({
    says: `a network of ${learngene} run in the browser gives the server-side logits`,
    holds: async (visit: Visit) => {
      const { page } = visit;
      await open(visit, `#/learngenes/${learngene}?depth=9`);
      await planOf(page, 9);
      await page.getByRole("button", { name: "Run it in this browser" }).click();
      await page.getByRole("button", { name: `Classify the ${name}` }).click({ timeout: 60_000 });
      await page.getByText(new RegExp(`^${name}: `)).waitFor();
      const rows = page.locator(".guesses tbody tr");
      const given = new Map<number, number>();
      for (const row of await rows.all()) {
        given.set(Number(await row.getAttribute("data-class")), Number(await row.getAttribute("data-logit")));
      }
      const wanted = await logitsOf(visit, learngene, `src/page/samples/${images}.bin`, label);
      const gap = Math.max(...wanted.map((logit, i) => Math.abs(logit - (given.get(i) ?? NaN))));
      assert.ok(gap < TOLERANCE, `logits are off by ${gap}`);
      console.log(`      logits within ${gap.toExponential(1)}`);
    },
  })),
];

/** That the snippets for Python run, on a Python with what they import. */
export function pythonChecks(python: string): readonly Check[] {
  const says = {
    timm: "len(model.blocks)",
    transformers: "model.config.num_hidden_layers",
    onnxruntime: "logits.shape",
  };
  return Object.entries(says).map(([tool, expression]) => ({
    says: `the snippet for ${tool} does as it says`,
    holds: async (visit) => {
      const { page, client, folder } = visit;
      await client.publish("me/token-pooling", tokenPooling());
      await open(visit, "#/learngenes/me/token-pooling?depth=5");
      await planOf(page, 5);
      await page.getByRole("button", { name: tool, exact: true }).click();
      const code = (await page.locator(".snippet code").textContent()) ?? "";
      const before = /^# (curl .*)$/m.exec(code)?.[1] ?? "true";
      execFileSync("sh", ["-c", before], { cwd: folder, stdio: "pipe" });
      const told = execFileSync(python, ["-c", `${code}\nprint(${expression})`], {
        cwd: folder,
        stdio: "pipe",
      });
      assert.equal(told.toString().trim(), tool === "onnxruntime" ? "(1, 3)" : "5");
    },
  }));
}

/** A learngene that all tools can say: the sample's mean pooling is none of transformers'. */
function tokenPooling(): Blob {
  const tiny = tinyManifest();
  const config = { ...tiny.architecture.config, globalPool: "token" as const, fcNorm: false };
  const manifest = { ...tiny, architecture: { ...tiny.architecture, config } };
  return new Blob([writeLearngene(manifest, distinctTensors(storedTensors(manifest)))]);
}

/** What onnxruntime-node makes of a sample image, by its class, with nine layers. */
async function logitsOf(
  { client }: Visit,
  learngene: VersionReference,
  path: string,
  label: number,
): Promise<number[]> {
  const grey = readFileSync(path).subarray(784 * label, 784 * (label + 1));
  const { manifest } = await client.getVersion(learngene);
  const input = toInput(greyToRgba(grey), { channels: 1, size: 28 }, manifest.preprocessing);
  const download = await client.downloadInit(learngene, { depth: 9, format: "onnx" });
  const session = await InferenceSession.create(await download.bytes());
  const { logits } = await session.run({ images: new Tensor("float32", input, [1, 1, 28, 28]) });
  await session.release();
  return Array.from(logits?.data as Float32Array);
}

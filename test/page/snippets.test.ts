import { describe, expect, it } from "vitest";
import { snippets, type Place } from "../../src/page/model/snippets.js";

const config = {
  imageSize: 224,
  patchSize: 16,
  inChans: 3,
  numClasses: 10,
  embedDim: 192,
  numHeads: 3,
  mlpRatio: 4,
  globalPool: "token" as const,
  fcNorm: false,
  normEps: 1e-6,
};

const place: Place = {
  server: "https://genes.example",
  owner: "acme",
  name: "gene",
  ref: "3",
  query: new URLSearchParams({ depth: "9", dtype: "float16" }),
  isPrivate: false,
  config,
  imageSize: 224,
};

const codeFor = (tool: string, changes: Partial<Place> = {}) =>
  snippets({ ...place, ...changes }).find((each) => each.tool === tool)?.code;

describe("snippets", () => {
  it("are there for every tool", () => {
    expect(snippets(place).map(({ tool }) => tool)).toEqual([
      "timm",
      "transformers",
      "curl",
      "onnxruntime",
      "Node",
    ]);
  });

  it("ask for the very network, in the tool's own form", () => {
    const address = "https://genes.example/v1/learngenes/acme/gene/versions/3";
    expect(codeFor("curl")).toBe(`curl -fLOJ '${address}/init?depth=9&dtype=float16'`);
    expect(codeFor("timm")).toContain('query = "depth=9&dtype=float16&dialect=timm"');
    expect(codeFor("transformers")).toContain("dialect=transformers");
    expect(codeFor("onnxruntime")).toContain("format=onnx");
    expect(codeFor("onnxruntime")).toContain("(1, 3, 224, 224)");
    expect(codeFor("Node")).toContain('downloadInit("acme/gene@3", {"depth":9,"dtype":"float16"})');
  });

  it("say where a tool's configuration cannot tell what the network is", () => {
    const said = codeFor("transformers", { config: { ...config, globalPool: "avg" } });
    expect(said).toMatch(/^# transformers' ViT has no mean pooling/);
    expect(codeFor("timm", { config: { ...config, normEps: 1e-5 } })).toMatch(/^# .*epsilon is 0\.00001/);
  });

  it("send a token where the learngene is private, and name none otherwise", () => {
    for (const { code } of snippets({ ...place, isPrivate: true })) {
      expect(code).toContain("LEARNGENE_TOKEN");
    }
    for (const { code } of snippets(place)) {
      expect(code).not.toContain("TOKEN");
    }
  });
});

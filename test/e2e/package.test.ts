import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const [packed] = z
  .tuple([z.object({ files: z.array(z.object({ path: z.string(), mode: z.number() })) })])
  .parse(
    JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { encoding: "utf8" }),
    ),
  );
const files = new Map(packed.files.map(({ path, mode }) => [path, mode]));

/** A file, or one for each condition. */
const entry = z.union([z.string(), z.record(z.string(), z.string())]);
const manifest = z
  .object({ bin: z.record(z.string(), z.string()), exports: z.record(z.string(), entry) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

describe("the npm package", () => {
  it("has the command, which may be executed", () => {
    const bin = manifest.bin["learngene"] ?? "";
    expect((files.get(bin) ?? 0) & 0o111).toBe(0o111);
    expect(readFileSync(bin, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it("has all that the program reads at run time", () => {
    const read = [
      ...readdirSync("migrations").map((name) => `migrations/${name}`),
      "openapi/learngene.yaml",
      "samples/digits-vit.safetensors",
      "samples/fashion-vit.safetensors",
      "package.json",
      "LICENSE",
    ];
    expect(read.filter((path) => !files.has(path))).toEqual([]);
  });

  it("exports only files that it has", () => {
    const entries = Object.values(manifest.exports);
    for (const path of entries.flatMap((one) => (typeof one === "string" ? one : Object.values(one)))) {
      expect(files.has(path.replace("./", "")), path).toBe(true);
    }
  });

  it("has nothing of development in it", () => {
    const strays = [...files.keys()].filter(
      (path) => !/^(dist|migrations|openapi|samples)\/|^[A-Z]+(\.md)?$|^package\.json$/.test(path),
    );
    expect(strays).toEqual([]);
    expect([...files.keys()].filter((path) => /\.(map|tsbuildinfo)$|\.test\./.test(path))).toEqual([]);
  });
});

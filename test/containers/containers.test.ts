import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const read = (path: string) => readFileSync(path, "utf8");
const dockerfile = read("Dockerfile");
const service = z.object({
  image: z.string().optional(),
  environment: z.record(z.string(), z.unknown()).default({}),
});
const compose = z
  .object({ services: z.record(z.string(), service) })
  .parse(parse(read("compose.yaml"), { merge: true }));

/** What the build's context has of what the Dockerfile copies out of it. */
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = ""]) =>
  sources.split(" "),
);

describe("the Dockerfile", () => {
  it("copies only what is there, and what .dockerignore lets through", () => {
    const letThrough = read(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"));
    expect(letThrough.map((line) => line.slice(1)).sort()).toEqual([...new Set(copied)].sort());
    expect(copied.filter((path) => !existsSync(path))).toEqual([]);
  });

  it("copies all that the npm package has, but for its pages", () => {
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read("package.json")));
    const needed = files.filter((path) => !path.startsWith("!") && path !== "dist" && !path.endsWith(".md"));
    expect(copied).toEqual(expect.arrayContaining(needed));
  });

  it("bears the version of the package", () => {
    const { version } = z.object({ version: z.string() }).parse(JSON.parse(read("package.json")));
    expect(dockerfile).toContain(`ARG VERSION=${version}\n`);
    expect(compose.services["server"]?.image).toBe(`learngene:${version}`);
  });
});

describe("compose.yaml", () => {
  it("asks for the secrets that compose.env.example names, and holds none", () => {
    const asked = [...read("compose.yaml").matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    const named = [...read("compose.env.example").matchAll(/^(\w+)=$/gm)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual(named.sort());
    for (const { environment } of Object.values(compose.services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|ACCESS_KEY/.test(name)) expect(value, name).toMatch(/^\$\{\w+:\?.*\}$/);
      }
    }
  });

  it("pins each image to a version", () => {
    for (const { image } of Object.values(compose.services)) {
      expect(image).toMatch(/:v?\d+\.?\d*/);
    }
  });
});

import { z } from "zod";
import { describe, expect, it } from "vitest";
import {
  architectureSchema,
  mlpWidth,
  tokenCount,
  validated,
  vitConfigSchema,
} from "../../src/model/index.js";
import { expectInputError } from "../support/errors.js";
import { tinyArchitecture } from "../support/learngenes.js";

const good = tinyArchitecture.config;

describe("a ViT's configuration", () => {
  it("is taken as it is when sound", () => {
    expect(vitConfigSchema.parse(good)).toEqual(good);
  });

  it.each([
    ["imageSize", { imageSize: 0 }, />0/],
    ["imageSize", { imageSize: 2.5 }, /int/],
    ["imageSize", { imageSize: 8192 }, /<=4096/],
    ["patchSize", { patchSize: 3 }, /must divide imageSize/],
    ["inChans", { inChans: 65 }, /<=64/],
    ["numClasses", { numClasses: -1 }, />0/],
    ["numHeads", { numHeads: 3 }, /must divide embedDim/],
    ["embedDim", { embedDim: 100_000 }, /<=65536/],
    ["mlpRatio", { mlpRatio: 0 }, />0/],
    ["mlpRatio", { mlpRatio: 0.1 }, /at least one unit/],
    ["globalPool", { globalPool: "max" }, /"avg"\|"token"/],
    ["fcNorm", { fcNorm: 1 }, /boolean/],
    ["normEps", { normEps: 0 }, />0/],
    ["normEps", { normEps: undefined }, /number/],
  ])("is refused for its %s (%j)", async (field, change, message) => {
    const error = await expectInputError(
      () => validated(vitConfigSchema, { ...good, ...change }, "invalid-config", "config"),
      "invalid-config",
      message,
    );
    expect(error.field).toBe(`config.${field}`);
  });

  it("is refused for a key that nobody knows, and for an unknown family", async () => {
    await expectInputError(
      () => validated(vitConfigSchema, { ...good, depth: 3 }, "invalid-config", "config"),
      "invalid-config",
      /"depth"/,
    );
    const error = await expectInputError(
      () => validated(architectureSchema, { family: "rnn", config: good }, "invalid-config", "architecture"),
      "invalid-config",
      /./,
    );
    expect(error).toMatchObject({ field: "architecture.family", value: "rnn" });
  });

  it("gives the widths that timm computes", () => {
    expect(mlpWidth({ embedDim: 10, mlpRatio: 2.59 })).toBe(25);
    expect(tokenCount(good)).toBe(4);
    expect(tokenCount({ ...good, globalPool: "token" })).toBe(5);
  });
});

describe("validating what a user gave", () => {
  const schema = z.strictObject({ rows: z.array(z.strictObject({ name: z.string().max(3) })) });

  it("names the first fault by its path, and shows a short value", async () => {
    const error = await expectInputError(
      () =>
        validated(schema, { rows: [{ name: "ok" }, { name: "x".repeat(500) }] }, "invalid-recipe", "recipe"),
      "invalid-recipe",
      /^recipe.rows\[1\].name: /,
    );
    expect(error).toMatchObject({ field: "recipe.rows[1].name", value: "x".repeat(100) });
    expect(error.cause).toBeInstanceOf(z.ZodError);
  });

  it("keeps the message short, however long a hostile key", async () => {
    const error = await expectInputError(
      () => validated(schema, { rows: [], ["k".repeat(10_000)]: 1 }, "invalid-recipe", "recipe"),
      "invalid-recipe",
      /k/,
    );
    expect(error.message.length).toBeLessThan(500);
  });
});

import { describe, expect, it } from "vitest";
import {
  depthsQuery,
  hasBudget,
  initQuery,
  planQuery,
  readForm,
  writeForm,
} from "../../src/page/model/plan-form.js";

const read = (text: string) => readForm(new URLSearchParams(text), 12);

describe("the form of a plan", () => {
  it("starts at the given depth where the link names neither depth nor budget", () => {
    expect(read("dtype=float16").depth).toBe("12");
    expect(read("maxParams=5M").depth).toBe("");
    expect(read("depth=3&maxParams=5M").depth).toBe("3");
  });

  it("is written as the link that it is read from, without what is not asked", () => {
    const link = "depth=9&maxLatencyMs=5&device=laptop&batch=8&dtype=float16&seed=1";
    expect(writeForm(read(link)).toString()).toBe(link);
    expect(writeForm(read("depth=9&unknown=1")).toString()).toBe("depth=9");
  });

  it("asks with numbers where they are numbers, and leaves the rest for the server to judge", () => {
    expect(planQuery(read("depth=9&maxParams= 5M &batch=many"))).toEqual({
      depth: 9,
      maxParams: "5M",
      batch: "many",
    });
  });

  it("asks for all depths without one, and with the budgets", () => {
    expect(depthsQuery(read("depth=9&maxParams=5M&layout=proportional"))).toEqual({
      maxParams: "5M",
      layout: "proportional",
    });
    expect(hasBudget(read("maxBytes=1MB"))).toBe(true);
    expect(hasBudget(read("device=laptop"))).toBe(false);
  });

  it("names the network by the depth that its budgets gave, so that its link stays the same", () => {
    const form = read(
      "maxParams=5M&maxLatencyMs=3&device=laptop&threads=2&numClasses=10&dialect=transformers",
    );
    expect(initQuery(form, 7)).toEqual({ depth: 7, numClasses: 10, dialect: "transformers" });
  });
});

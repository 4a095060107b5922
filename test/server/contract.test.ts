import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { apiTypes, generatedTypes } from "../../scripts/generate-api-types.js";
import { MAX_DEPTH } from "../../src/model/index.js";
import { expansionFormats } from "../../src/expander/index.js";
import { DEFAULT_PAGE, MAX_PAGE } from "../../src/registry/index.js";
import { parametersOf, readContract } from "../../src/server/contract.js";
import { isAnswered, problems, type ProblemCode } from "../../src/server/errors/problems.js";

const contract = readContract();
const parameter = (path: string, name: string) =>
  parametersOf(contract, path, "GET").find((candidate) => candidate.name === name)?.schema;

describe("the contract", () => {
  it("has the types that are generated from it now", async () => {
    expect(await readFile(generatedTypes, "utf8")).toBe(await apiTypes());
  });

  it("lists every kind of error that a request can be answered with, and no other", () => {
    const problem = contract.components.schemas?.["Problem"];
    const type = problem !== undefined && "properties" in problem ? problem.properties?.["type"] : undefined;
    const listed: unknown[] = type !== undefined && "enum" in type ? (type.enum ?? []) : [];
    const codes = Object.keys(problems).filter((code) => isAnswered(code as ProblemCode));
    expect(listed.map(String).sort()).toEqual(codes.map((code) => `urn:learngene:problem:${code}`).sort());
  });

  it("states the limits that the code has", () => {
    const init = "/v1/learngenes/{owner}/{name}/versions/{ref}/init";
    expect(parameter(init, "depth")).toMatchObject({ minimum: 1, maximum: MAX_DEPTH });
    expect(parameter(init, "format")).toMatchObject({ enum: [...expansionFormats] });
    expect(parameter("/v1/learngenes", "limit")).toMatchObject({ maximum: MAX_PAGE, default: DEFAULT_PAGE });
  });
});

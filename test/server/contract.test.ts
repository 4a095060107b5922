import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { apiTypes, generatedTypes } from "../../scripts/generate-api-types.js";
import { MAX_DEPTH } from "../../src/model/index.js";
import { expansionFormats } from "../../src/expander/index.js";
import { DEFAULT_PAGE, MAX_PAGE } from "../../src/registry/index.js";
import { isDeviceName } from "../../src/registry/names.js";
import { scopedOperations } from "../../src/server/access/contract-scopes.js";
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

  it("says of every operation what it asks for, and answers those who lack it", () => {
    for (const { operationId, path, method, scope } of scopedOperations(contract)) {
      const answers = Object.keys(contract.paths?.[path]?.[method]?.responses ?? {});
      const refusals = answers.filter((status) => ["401", "403", "429"].includes(status));
      const counted = !["/healthz", "/readyz", "/metrics"].includes(path);
      const asks = !["none", "any", "read"].includes(scope);
      expect(refusals, operationId).toEqual(
        expect.arrayContaining([...(asks ? ["401", "403"] : []), ...(counted ? ["429"] : [])]),
      );
    }
  });

  it("serves nothing whose operation does not say so", () => {
    const open = structuredClone(contract);
    const get = open.paths?.["/v1/learngenes"]?.get;
    if (get !== undefined) {
      Reflect.deleteProperty(get, "x-scope");
    }
    expect(() => scopedOperations(open)).toThrow(/listLearngenes needs an x-scope/);
  });

  it("states the limits that the code has", () => {
    const init = "/v1/learngenes/{owner}/{name}/versions/{ref}/init";
    expect(parameter(init, "depth")).toMatchObject({ minimum: 1, maximum: MAX_DEPTH });
    expect(parameter(init, "format")).toMatchObject({ enum: [...expansionFormats] });
    expect(parameter("/v1/learngenes", "limit")).toMatchObject({ maximum: MAX_PAGE, default: DEFAULT_PAGE });
  });

  it("allows the names that the registry allows", () => {
    const schema = contract.components.schemas?.["NamePart"];
    const { pattern = "", maxLength = 0 } = schema !== undefined && "pattern" in schema ? schema : {};
    const allowed = (name: string) => new RegExp(pattern, "u").test(name) && name.length <= maxLength;
    const letters = fc.constantFrom("a", "Z", "0", "_", ".", "-", "/", " ", "ß", ".git", ".GIT");
    const names = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(
        fc.oneof(
          names,
          fc.nat(100).map((length) => "a".repeat(length)),
        ),
        (name) => {
          expect([name, allowed(name)]).toEqual([name, isDeviceName(name)]);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

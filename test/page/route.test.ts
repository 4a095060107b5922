import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jobLink, learngeneLink, parseRoute } from "../../src/page/model/route.js";

describe("routes", () => {
  it("name each view", () => {
    expect(parseRoute("")).toMatchObject({ view: "browse" });
    expect(parseRoute("#/?q=a%20b")).toMatchObject({
      view: "browse",
      query: new URLSearchParams({ q: "a b" }),
    });
    expect(parseRoute("#/jobs")).toEqual({ view: "jobs" });
    expect(parseRoute("#/publish")).toEqual({ view: "publish" });
    expect(parseRoute("#/sign-in")).toEqual({ view: "sign-in" });
  });

  it("name a learngene's latest version unless they say another", () => {
    expect(parseRoute("#/learngenes/acme/gene")).toMatchObject({ view: "learngene", ref: "latest" });
    expect(parseRoute("#/learngenes/acme/gene@2")).toMatchObject({ owner: "acme", name: "gene", ref: "2" });
  });

  it("lead nowhere where there is no such view", () => {
    for (const hash of ["#/jobs/a/b", "#/learngenes/acme", "#/none", "#/learngenes/%E0%A4%A/x/y"]) {
      expect(parseRoute(hash)).toEqual({ view: "nowhere" });
    }
  });

  it("are read as they were written", () => {
    const part = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
    const ref = fc.oneof(part, fc.stringMatching(/^sha256:[0-9a-f]{64}$/));
    const query = fc.dictionary(part, fc.string()).map((entries) => new URLSearchParams(entries));
    fc.assert(
      fc.property(part, part, ref, query, (owner, name, version, asked) => {
        const route = parseRoute(learngeneLink(owner, name, version, asked));
        expect(route).toMatchObject({ view: "learngene", owner, name, ref: version });
        expect(route.view === "learngene" && route.query.toString()).toBe(asked.toString());
        expect(parseRoute(jobLink(owner))).toEqual({ view: "job", id: owner });
      }),
    );
  });
});

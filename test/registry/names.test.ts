import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkLearngeneName, checkNewTag, checkTag, parseRef } from "../../src/registry/index.js";
import { expectInputError } from "../support/errors.js";

const word = fc.stringMatching(/^[A-Za-z0-9_]{1,40}$/);
/** Names put together from words, so good by construction. */
const goodName = fc
  .array(word, { minLength: 1, maxLength: 4 })
  .chain((words) => fc.constantFrom("-", ".").map((joint) => words.join(joint)))
  .filter((name) => name.length <= 96 && !/\.git$/i.test(name));
const goodTag = goodName.filter(
  (name) => !/^(v?[0-9]+|latest|main|head|[0-9a-f]{40}|(depth|layers)-.*)$/i.test(name),
);

/** The Hub client's own check, from its text: the registry must take nothing that it refuses. */
function hubAccepts(repoId: string): boolean {
  return (
    /^(\b[\w\-.]+\b\/)?\b[\w\-.]{1,96}\b$/.test(repoId) &&
    !repoId.includes("--") &&
    !repoId.includes("..") &&
    !repoId.endsWith(".git")
  );
}

function accepts(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

describe("learngene names", () => {
  it("are any words joined by single dots or dashes", () => {
    const reserved = /^(models|datasets|spaces|kernels|buckets|api|v1|docs|assets)$/i;
    fc.assert(
      fc.property(
        goodName.filter((owner) => !reserved.test(owner)),
        goodName,
        (owner, name) => {
          checkLearngeneName(owner, name);
        },
      ),
    );
  });

  it("are never ones that Hub clients refuse", () => {
    const part = fc.oneof(fc.stringMatching(/^[-a.g_it]{0,8}$/), fc.string({ unit: "binary" }));
    fc.assert(
      fc.property(part, (text) => {
        for (const [owner, name] of [
          [text, "x"],
          ["x", text],
        ] as const) {
          const accepted = accepts(() => {
            checkLearngeneName(owner, name);
          });
          expect(accepted && !hubAccepts(`${owner}/${name}`)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["", "must have 1 to 96 characters"],
    ["a".repeat(97), "must have 1 to 96 characters"],
    ["a\n", "may hold only ASCII"],
    ["a/b", "may hold only ASCII"],
    ["ä", "may hold only ASCII"],
    ["a b", "may hold only ASCII"],
    ["-a", "must not start with '.' or '-'"],
    [".a", "must not start with '.' or '-'"],
    ["..", "must not start with '.' or '-'"],
    ["a-", "must not end with '.' or '-'"],
    ["a--b", "must not hold '--' or '..'"],
    ["a..b", "must not hold '--' or '..'"],
    ["a.git", "must not end in '.git'"],
    ["a.GIT", "must not end in '.git'"],
  ])("say what is wrong with %j", async (part, problem) => {
    const inOwner = await expectInputError(
      () => {
        checkLearngeneName(part, "x");
      },
      "invalid-name",
      /the owner/,
    );
    const inName = await expectInputError(
      () => {
        checkLearngeneName("x", part);
      },
      "invalid-name",
      /the name/,
    );
    expect([inOwner.field, inName.field]).toEqual(["owner", "name"]);
    expect(inOwner.message).toContain(problem);
    expect(inName.message).toContain(problem);
  });

  it.each(["models", "datasets", "spaces", "kernels", "buckets", "api", "API", "v1", "docs", "assets"])(
    "keep the owner %s free",
    async (owner) => {
      await expectInputError(
        () => {
          checkLearngeneName(owner, "x");
        },
        "invalid-name",
        /is reserved/,
      );
      checkLearngeneName("x", owner);
    },
  );
});

describe("tags and refs", () => {
  it("read every good tag as that tag", () => {
    fc.assert(
      fc.property(goodTag, (tag) => {
        checkTag(tag);
        expect(parseRef(tag)).toEqual({ kind: "tag", tag });
      }),
    );
  });

  it("read every number and every digest as itself", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.stringMatching(/^[0-9a-f]{64}$/), (number, hex) => {
        expect(parseRef(String(number))).toEqual({ kind: "number", number });
        expect(parseRef(`sha256:${hex}`)).toEqual({ kind: "digest", digest: `sha256:${hex}` });
      }),
    );
  });

  it.each(["v3-depth-9", "params-small", "a-latency-5ms-b", "nightly-fp16", "old-transformers", "x-timm"])(
    "%s is not set any more, since Hub clients ask for an expansion by it, but read and deleted",
    async (tag) => {
      checkTag(tag);
      await expectInputError(
        () => {
          checkNewTag(tag);
        },
        "invalid-name",
        /those ask for/,
      );
    },
  );

  it("never let a tag stand for something else", () => {
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[v0-9.@/#-]{0,5}$/));
    fc.assert(
      fc.property(text, (tag) => {
        const accepted = accepts(() => {
          checkTag(tag);
        });
        if (accepted) {
          expect(parseRef(tag)).toEqual({ kind: "tag", tag });
          expect(tag).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,95}$/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("leave latest to the registry", async () => {
    expect(parseRef("latest")).toEqual({ kind: "latest" });
    await expectInputError(
      () => {
        checkTag("latest");
      },
      "invalid-name",
      /is set by the registry/,
    );
    await expectInputError(
      () => {
        checkTag("Latest");
      },
      "invalid-name",
      /is set by the registry/,
    );
  });

  it.each([
    ["", /1 to 96 characters/],
    ["a/b", /only ASCII/],
    ["a@b", /only ASCII/],
    ["a#b", /only ASCII/],
    ["-a", /start with/],
    [".a", /start with/],
    ["12", /number/],
    ["v12", /number/],
    ["V3", /number/],
    ["sha256:abc", /digest/],
    ["main", /Hub clients/],
    ["HEAD", /Hub clients/],
    ["0123456789abcdef0123456789abcdef01234567", /Hub clients/],
    ["depth-9", /expansion/],
    ["layers-2", /expansion/],
  ])("refuse the tag %j", async (tag, message) => {
    const error = await expectInputError(
      () => {
        checkTag(tag);
      },
      "invalid-name",
      message,
    );
    expect(error.field).toBe("tag");
  });

  it.each([
    ["0", /no version number/],
    ["01", /no version number/],
    ["v3", /no version number/],
    [`sha256:${"A".repeat(64)}`, /no digest/],
    ["sha256:12", /no digest/],
    ["-1", /no version/],
    ["a/b", /no version/],
    ["", /no version/],
  ])("refuse the ref %j", async (ref, message) => {
    const error = await expectInputError(() => parseRef(ref), "invalid-name", message);
    expect(error.field).toBe("ref");
  });
});

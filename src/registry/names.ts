import { InputError } from "../model/index.js";

/** The tag that always stands for the newest version; the registry moves it, nobody else. */
export const LATEST = "latest";

/** What a user may write to point at a version of a learngene. */
export type Ref =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "latest" }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "digest"; readonly digest: string };

// Hub clients read the first five as the type of what follows; the others open this server's own paths.
const reservedOwners = new Set([
  "models",
  "datasets",
  "spaces",
  "kernels",
  "buckets",
  "api",
  "v1",
  "docs",
  "assets",
]);

/** Checks the two halves of a learngene's name as Hub clients do; throws `invalid-name` naming the rule broken. */
export function checkLearngeneName(owner: string, name: string): void {
  checkOwner(owner);
  checkPart("name", name);
}

/** Checks an owner alone; throws `invalid-name` naming the rule broken. */
export function checkOwner(owner: string): void {
  checkPart("owner", owner);
  if (reservedOwners.has(owner.toLowerCase())) {
    throw invalid(
      "owner",
      owner,
      "is reserved",
      `Use an owner other than ${[...reservedOwners].join(", ")}.`,
    );
  }
}

const partRules: readonly (readonly [RegExp, string])[] = [
  [/^[^]{1,96}$/, "must have 1 to 96 characters"],
  [/^[A-Za-z0-9_.-]*$/, "may hold only ASCII letters, digits, '_', '.' and '-'"],
  [/^[^.-]/, "must not start with '.' or '-'"],
  [/[^.-]$/, "must not end with '.' or '-'"],
  [/^(?!.*(--|\.\.))/, "must not hold '--' or '..'"],
  [/(?<!\.git)$/i, "must not end in '.git'"],
];

function checkPart(field: "owner" | "name" | "device", value: string): void {
  const broken = partRules.find(([pattern]) => !pattern.test(value));
  if (broken !== undefined) {
    throw invalid(
      field,
      value,
      broken[1],
      "Use letters, digits and single '-', '_' or '.', such as acme/vit-small.",
    );
  }
}

/** Checks a device's name, which follows the rules of a learngene's; throws `invalid-name` naming the rule broken. */
export function checkDeviceName(name: string): void {
  checkPart("device", name);
}

/** Whether a device may have this name. */
export function isDeviceName(name: string): boolean {
  return partRules.every(([pattern]) => pattern.test(name));
}

const tagRules: readonly (readonly [RegExp, string])[] = [
  [/^[^]{1,96}$/, "must have 1 to 96 characters"],
  [/^(?!sha256:)/i, "must not look like a digest"],
  [/^[A-Za-z0-9_.-]*$/, "may hold only ASCII letters, digits, '_', '.' and '-'"],
  [/^[^.-]/, "must not start with '.' or '-'"],
  [/^(?!v?[0-9]+$)/i, "must not be a number, nor 'v' and a number: those are versions"],
  [/^(?!latest$)/i, "is set by the registry, to the newest version"],
  // Kept free for the revisions that Hub clients ask for: their main branch, commits, and expansions of a version.
  [/^(?!(main|head|[0-9a-f]{40})$)/i, "means something else to Hub clients"],
  [/^(?!(depth|layers)-)/i, "must not start with 'depth-' or 'layers-': those ask for an expansion"],
];

/** For tags that are set from now on: Hub clients could not tell them from expansions (docs/hub.md). */
const newTagRules: typeof tagRules = [
  ...tagRules,
  [
    /^(?!(.*-)?(depth|layers|params|flops|bytes|memory|latency)-)/i,
    "must not hold 'depth-', 'layers-', 'params-', 'flops-', 'bytes-', 'memory-' or 'latency-': those ask for an expansion",
  ],
  [
    /(?<!-(timm|transformers|fp32|fp16|bf16))$/i,
    "must not end in '-timm', '-transformers', '-fp32', '-fp16' or '-bf16': those ask for a form of an expansion",
  ],
];

/** Checks a tag that is to be read or deleted; throws `invalid-name` naming the rule broken. */
export function checkTag(tag: string): void {
  checkTagBy(tagRules, tag);
}

/** Checks a tag that is to be set; throws `invalid-name` naming the rule broken. */
export function checkNewTag(tag: string): void {
  checkTagBy(newTagRules, tag);
}

function checkTagBy(rules: typeof tagRules, tag: string): void {
  const broken = rules.find(([pattern]) => !pattern.test(tag));
  if (broken !== undefined) {
    throw invalid("tag", tag, broken[1], "Use a tag such as stable or 2026-spring.");
  }
}

/** Whether this is a digest as written everywhere: `sha256:` and 64 lower-case hexadecimal digits. */
export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/**
 * Reads `number | tag | sha256:…`. Throws `invalid-name` for what can be none of them; whether the version exists
 * is for the catalog to say.
 */
export function parseRef(ref: string): Ref {
  if (ref === LATEST) {
    return { kind: "latest" };
  }
  if (/^sha256:/i.test(ref)) {
    return parseDigestRef(ref);
  }
  if (/^v?[0-9]+$/i.test(ref)) {
    return parseNumberRef(ref);
  }
  if (tagRules.some(([pattern]) => !pattern.test(ref))) {
    throw invalid("ref", ref, "is no version", refFix);
  }
  return { kind: "tag", tag: ref };
}

const refFix = "Give a version number, a tag, or sha256: and 64 hexadecimal digits.";

function parseDigestRef(ref: string): Ref {
  if (!isDigest(ref)) {
    throw invalid("ref", ref, "is no digest", "Write sha256: and 64 lower-case hexadecimal digits.");
  }
  return { kind: "digest", digest: ref };
}

// One spelling a number, so that a version has one address.
function parseNumberRef(ref: string): Ref {
  if (!/^[1-9][0-9]*$/.test(ref)) {
    throw invalid(
      "ref",
      ref,
      "is no version number",
      "Versions are written 1, 2, 3, without 'v' or leading zeros.",
    );
  }
  return { kind: "number", number: Number(ref) };
}

function invalid(field: string, value: string, problem: string, fix: string): InputError {
  const shown = value.slice(0, 120);
  return new InputError("invalid-name", `the ${field} ${JSON.stringify(shown)} ${problem}`, {
    field,
    value: shown,
    fix,
  });
}

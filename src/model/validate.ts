import { z } from "zod";
import { InputError, type ErrorCode } from "./errors.js";
import { unknownKey } from "./nearest-key.js";

/**
 * What `schema` makes of `value`. Throws `code` for the first fault, naming it by its path below `root`, such as
 * `learngene.architecture.config.patchSize`.
 */
export function validated<S extends z.ZodType>(
  schema: S,
  value: unknown,
  code: ErrorCode,
  root: string,
): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const issue = firstIssue(result.error);
  const path = issue?.path ?? [];
  const field = z.core.toDotPath([root, ...path]).slice(0, 200);
  const message = `${field}: ${issue === undefined ? "is not valid" : issueText(schema, issue).slice(0, 200)}`;
  const given = valueAt(value, path);
  throw new InputError(code, message, {
    field,
    ...(given === undefined ? {} : { value: given }),
    cause: result.error,
  });
}

/** The first fault; a wrong key before others, as the right one is then missing too. */
export function firstIssue({ issues }: z.ZodError): z.core.$ZodIssue | undefined {
  return issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
}

/** What is wrong, in words: zod's own, but for a key that is not in the schema, which is answered with the nearest. */
export function issueText(schema: z.ZodType, issue: z.core.$ZodIssue): string {
  const [key] = issue.code === "unrecognized_keys" ? issue.keys : [];
  return key === undefined ? issue.message : unknownKey(schema, issue.path, key);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): string | number | undefined {
  const found = path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (Object.getOwnPropertyDescriptor(inner, key)?.value as unknown)
        : undefined,
    value,
  );
  if (typeof found === "string") {
    return found.slice(0, 100);
  }
  return typeof found === "number" ? found : undefined;
}

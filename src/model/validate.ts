import { z } from "zod";
import { InputError, type ErrorCode } from "./errors.js";

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
  const issue = result.error.issues[0];
  const path = issue?.path ?? [];
  const field = z.core.toDotPath([root, ...path]).slice(0, 200);
  const message = `${field}: ${(issue?.message ?? "is not valid").slice(0, 200)}`;
  const given = valueAt(value, path);
  throw new InputError(code, message, {
    field,
    ...(given === undefined ? {} : { value: given }),
    cause: result.error,
  });
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

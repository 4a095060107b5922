/** Who may do what: the rows of the access matrix, and what each asker is to get. */
import type { Response, Test } from "supertest";
import { expect } from "vitest";

/** Who asks. The token of each but the last three is granted nothing on acme. */
export const askers = ["no token", "expired", "publish for other owner", "read", "publish", "admin"] as const;
export type Asker = (typeof askers)[number];
const useless: readonly Asker[] = ["no token", "expired"];

/** Whom an operation is for. */
type Audience =
  | "everybody"
  /** Of a private learngene, those with read on its owner; the rest see none. */
  | "readers"
  | "publishers"
  | "admins"
  /** Those who administer all owners: none of these askers. */
  | "operators";

export interface Row {
  readonly audience: Audience;
  /** Status of the answer to those it is for. */
  readonly status: number;
  readonly send: (path: string) => Test;
  /** Other than the status above or those of the audience, by asker. */
  readonly but?: Partial<Record<Asker, number>>;
  /** Brings about what the operation needs, on the learngene `acme/<name>`. */
  readonly prepare?: (name: string) => Promise<unknown>;
}

/** The status that this asker is to get. */
export function expected({ audience, status, but }: Row, asker: Asker, name: string): number {
  const level = ["read", "publish", "admin"].indexOf(asker);
  const needed = { everybody: -1, readers: 0, publishers: 1, admins: 2, operators: 3 }[audience];
  const exception = but?.[asker];
  if (exception !== undefined) {
    return exception;
  }
  if (level >= needed) {
    return status;
  }
  if (audience === "readers") {
    return name === "open" ? status : 404;
  }
  return useless.includes(asker) ? 401 : 403;
}

/** An answer but for its id, its time, and the name that was asked for. */
export function essence({ headers, text }: Response): unknown {
  const { date, "x-request-id": id, ratelimit, ...rest }: Record<string, string> = { ...headers };
  expect([date, id, ratelimit]).not.toContain(undefined);
  return { rest, text: text.replaceAll(/shut|none/g, "NAME").replace(id ?? "", "ID") };
}

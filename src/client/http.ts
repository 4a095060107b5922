import createFetchClient, { type Client, type Middleware } from "openapi-fetch";
import type { paths } from "../contract/index.js";
import { ProblemError, UnreachableError } from "./errors.js";

/** Every operation of the contract, by method and path. Throws `ProblemError` and `UnreachableError`. */
export type Api = Client<paths>;

/** How to reach a server. */
export interface HttpOptions {
  /** Such as `https://genes.example`; in a page that the server itself serves, `location.origin`. */
  readonly baseUrl: string;
  /** Sent as `Authorization: Bearer`; a function is asked before each request. */
  readonly token?: string | (() => string | undefined) | undefined;
  /** In place of the global one: proxies, tests. */
  readonly fetch?: ((request: Request) => Promise<Response>) | undefined;
}

export function createApi({ baseUrl, token, fetch }: HttpOptions): Api {
  const api = createFetchClient<paths>({
    baseUrl,
    // The contract's one list, `layers`, is written 2,2,2.
    querySerializer: { array: { style: "form", explode: false } },
    ...(fetch === undefined ? {} : { fetch }),
  });
  api.use(authorize(token), throwProblems(baseUrl));
  return api;
}

/**
 * What a request of `api` was answered with.
 *
 * @throws what the request throws, and an error where a body was promised and none came.
 */
export async function dataOf<Data>(answered: Promise<{ data?: Data; response: Response }>): Promise<Data> {
  const { data, response } = await answered;
  if (data === undefined) {
    throw new Error(`${response.url} answered ${response.status} without a body`);
  }
  return data;
}

function authorize(token: HttpOptions["token"]): Middleware {
  return {
    onRequest: ({ request }) => {
      const secret = typeof token === "function" ? token() : token;
      if (secret !== undefined) {
        request.headers.set("Authorization", `Bearer ${secret}`);
      }
    },
  };
}

function throwProblems(baseUrl: string): Middleware {
  return {
    onResponse: async ({ response, request }) => {
      if (response.status >= 400) {
        throw await ProblemError.of(response, request.url);
      }
    },
    onError: ({ error, request }) => {
      // Who gave up knows so.
      request.signal.throwIfAborted();
      return new UnreachableError(baseUrl, error);
    },
  };
}

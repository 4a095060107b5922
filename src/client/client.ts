import type { operations, Schema } from "../contract/index.js";
import { Download, type DownloadOptions, type OpenFile } from "./download.js";
import { createApi, dataOf, type Api, type HttpOptions } from "./http.js";
import { followJob, type JobEvent } from "./job-events.js";
import { allOf } from "./paging.js";
import { publish, type FileSource, type PublishOptions } from "./publish.js";
import { parseReference, type Reference, type VersionReference } from "./reference.js";

export type ClientOptions = HttpOptions;

type Query<Name extends keyof operations> = NonNullable<operations[Name]["parameters"]["query"]>;
type ListQuery<Name extends keyof operations> = Omit<Query<Name>, "cursor">;

interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

/**
 * A server, to be asked. What it refuses is thrown as `ProblemError`, with its problem details; no answer at all as
 * `UnreachableError`.
 */
export interface LearngeneClient {
  /** Every operation of the contract, as `openapi-fetch` calls them: `api.PUT("/v1/…/tags/{tag}", …)`. */
  readonly api: Api;
  /** Learngenes that fit all filters, by owner and name; pages are fetched as they are read. */
  listLearngenes(
    query?: ListQuery<"listLearngenes">,
    options?: Cancellable,
  ): AsyncGenerator<Schema<"LearngeneSummary">>;
  /** A learngene with its versions and its card. */
  getLearngene(
    learngene: Reference,
    query?: Query<"getLearngene">,
    options?: Cancellable,
  ): Promise<Schema<"Learngene">>;
  /** A version with its manifest and what was measured of it. */
  getVersion(version: VersionReference, options?: Cancellable): Promise<Schema<"Version">>;
  /** How the network of this depth, layers or budgets is made, and what it costs. */
  getPlan(
    version: VersionReference,
    query: Omit<Query<"getPlan">, "all" | "upTo">,
    options?: Cancellable,
  ): Promise<Schema<"PlannedExpansion">>;
  /** What each depth costs, and whether it keeps the budgets. */
  listDepths(
    version: VersionReference,
    query?: Omit<Query<"getPlan">, "all" | "depth" | "layers">,
    options?: Cancellable,
  ): Promise<Schema<"PlannedDepths">>;
  /** An initialized network, as a file. */
  downloadInit(
    version: VersionReference,
    query: Query<"getInit">,
    options?: DownloadOptions,
  ): Promise<Download>;
  /** The learngene file itself, whose digest is verified. */
  downloadVersion(version: VersionReference, options?: DownloadOptions): Promise<Download>;
  /** Publishes a file as the next version. */
  publish(learngene: Reference, file: FileSource, options?: PublishOptions): Promise<Schema<"Version">>;
  /** Jobs that the token may see, the newest first. */
  listJobs(query?: ListQuery<"listJobs">, options?: Cancellable): AsyncGenerator<Schema<"Job">>;
  submitJob(request: Schema<"JobRequest">, options?: Cancellable): Promise<Schema<"Job">>;
  getJob(job: string, options?: Cancellable): Promise<Schema<"Job">>;
  cancelJob(job: string, options?: Cancellable): Promise<Schema<"Job">>;
  /** What a job told and tells, to its end; a connection that breaks is made anew, and nothing comes twice. */
  followJob(job: string, options?: Cancellable & { readonly after?: number }): AsyncGenerator<JobEvent>;
  /** A file that a job made. Its digest is in the job's `artifacts`. */
  downloadArtifact(job: string, file: string, options?: DownloadOptions): Promise<Download>;
  /** Machines on which networks were timed. */
  listDevices(
    query?: ListQuery<"listDevices">,
    options?: Cancellable,
  ): AsyncGenerator<Schema<"DeviceSummary">>;
  /** What the token grants. */
  getWhoami(options?: Cancellable): Promise<Schema<"Whoami">>;
}

/**
 * A client of the server at `baseUrl`.
 *
 * @throws TypeError if `baseUrl` is not a URL.
 */
export function createLearngeneClient(options: ClientOptions): LearngeneClient {
  const baseUrl = baseUrlOf(options.baseUrl);
  const api = createApi({ ...options, baseUrl });
  return { api, ...learngeneCalls(api), ...jobCalls(api) };
}

function baseUrlOf(given: string): string {
  if (!URL.canParse(given) || !/^https?:/i.test(given)) {
    throw new TypeError(`baseUrl is ${JSON.stringify(given)}, which is no http or https URL`);
  }
  return given;
}

function learngeneCalls(api: Api) {
  return {
    listLearngenes: (query = {}, options) =>
      allOf((cursor) =>
        dataOf(
          api.GET("/v1/learngenes", { params: { query: { ...query, ...at(cursor) } }, ...signalOf(options) }),
        ),
      ),
    getLearngene: (learngene, query = {}, options) =>
      dataOf(
        api.GET("/v1/learngenes/{owner}/{name}", {
          params: { path: ownerAndName(learngene), query },
          ...signalOf(options),
        }),
      ),
    getVersion: (version, options) =>
      dataOf(
        api.GET("/v1/learngenes/{owner}/{name}/versions/{ref}", {
          params: { path: parseReference(version) },
          ...signalOf(options),
        }),
      ),
    // Without `all` a plan is answered with, and with it every depth.
    getPlan: async (version, query, options) =>
      (await askPlan(api, version, query, options)) as Schema<"PlannedExpansion">,
    listDepths: async (version, query = {}, options) =>
      (await askPlan(api, version, { ...query, all: true }, options)) as Schema<"PlannedDepths">,
    downloadInit: (version, query, options = {}) =>
      Download.start(
        opened((headers) =>
          api.GET("/v1/learngenes/{owner}/{name}/versions/{ref}/init", {
            params: { path: parseReference(version), query },
            headers,
            parseAs: "stream",
            ...signalOf(options),
          }),
        ),
        options,
      ),
    downloadVersion: (version, options = {}) =>
      Download.start(
        opened((headers) =>
          api.GET("/v1/learngenes/{owner}/{name}/versions/{ref}/file", {
            params: { path: parseReference(version) },
            headers,
            parseAs: "stream",
            ...signalOf(options),
          }),
        ),
        options,
      ),
    publish: (learngene, file, options = {}) => publish(api, learngene, file, options),
    listDevices: (query = {}, options) =>
      allOf((cursor) =>
        dataOf(
          api.GET("/v1/devices", { params: { query: { ...query, ...at(cursor) } }, ...signalOf(options) }),
        ),
      ),
    getWhoami: (options) => dataOf(api.GET("/v1/whoami", signalOf(options))),
  } satisfies Partial<LearngeneClient>;
}

function jobCalls(api: Api) {
  return {
    listJobs: (query = {}, options) =>
      allOf((cursor) =>
        dataOf(api.GET("/v1/jobs", { params: { query: { ...query, ...at(cursor) } }, ...signalOf(options) })),
      ),
    submitJob: (body, options) => dataOf(api.POST("/v1/jobs", { body, ...signalOf(options) })),
    getJob: (job, options) =>
      dataOf(api.GET("/v1/jobs/{job}", { params: { path: { job } }, ...signalOf(options) })),
    cancelJob: (job, options) =>
      dataOf(api.POST("/v1/jobs/{job}/cancel", { params: { path: { job } }, ...signalOf(options) })),
    followJob: (job, options) => followJob(api, job, options?.after ?? 0, options?.signal),
    downloadArtifact: (job, file, options = {}) =>
      Download.start(
        opened((headers) =>
          api.GET("/v1/jobs/{job}/artifacts/{file}", {
            params: { path: { job, file } },
            headers,
            parseAs: "stream",
            ...signalOf(options),
          }),
        ),
        options,
      ),
  } satisfies Partial<LearngeneClient>;
}

function askPlan(
  api: Api,
  version: VersionReference,
  query: Query<"getPlan">,
  options: Cancellable | undefined,
): Promise<Schema<"PlannedExpansion"> | Schema<"PlannedDepths">> {
  return dataOf(
    api.GET("/v1/learngenes/{owner}/{name}/versions/{ref}/plan", {
      params: { path: parseReference(version), query },
      ...signalOf(options),
    }),
  );
}

function opened(
  ask: (headers: Readonly<Record<string, string>>) => Promise<{ response: Response }>,
): OpenFile {
  return async (headers) => (await ask(headers)).response;
}

function ownerAndName(learngene: Reference): { owner: string; name: string } {
  const { owner, name } = parseReference(learngene);
  return { owner, name };
}

function at(cursor: string | undefined): { cursor?: string } {
  return cursor === undefined ? {} : { cursor };
}

function signalOf(options: Cancellable | undefined): { signal?: AbortSignal } {
  return options?.signal === undefined ? {} : { signal: options.signal };
}

import type { RequestHandler } from "express";
import { collectDefaultMetrics, Counter, Registry } from "prom-client";
import type { Registry as RegistryOfLearngenes, RegistryObserver } from "../../registry/index.js";
import type { RouteFinder } from "../route-templates.js";
import type { ExpansionGate } from "../http/expansion-gate.js";
import { expansionMetrics } from "./expansions.js";
import { httpMetrics } from "./http.js";
import { jobMetrics } from "./jobs.js";
import { poolMetrics } from "./pool.js";
import { registryMetrics } from "./registry.js";

/** The metrics of one server, in Prometheus' words. Each has few values of its labels, whatever clients send. */
export class Metrics {
  readonly #register = new Registry();
  readonly #http = httpMetrics(this.#register);
  readonly #expansions = new Counter({
    name: "learngene_expansions_total",
    help: "Networks that were begun to be sent, by the format of their file.",
    labelNames: ["format"],
    registers: [this.#register],
  });

  /** To be given to the registry that the server serves. */
  readonly registryObserver: RegistryObserver = registryMetrics(this.#register);

  #gate: ExpansionGate | undefined;
  #watched: Pick<RegistryOfLearngenes, "databasePool" | "jobs"> | undefined;

  constructor() {
    collectDefaultMetrics({ register: this.#register });
  }

  /** Counts requests, their time and their bytes; to stand before all other middleware. */
  countRequests(routeOf: RouteFinder): RequestHandler {
    return this.#http(routeOf);
  }

  /** A network is about to be sent. */
  expanding(format: string): void {
    this.#expansions.inc({ format });
  }

  /** Shows the files on their way out through this gate from now on. */
  watchExpansions(gate: ExpansionGate): void {
    if (this.#gate === undefined) {
      expansionMetrics(this.#register, () => this.#gate ?? gate);
    }
    this.#gate = gate;
  }

  /** Shows the registry's jobs from now on, and the connections of its database, where it has several. */
  watchRegistry(registry: Pick<RegistryOfLearngenes, "databasePool" | "jobs">): void {
    if (this.#watched === registry) {
      return;
    }
    this.#watched = registry;
    jobMetrics(this.#register, () => registry.jobs.countByState());
    poolMetrics(this.#register, () => registry.databasePool());
  }

  get contentType(): string {
    return this.#register.contentType;
  }

  /** All metrics as text, as Prometheus scrapes them. */
  text(): Promise<string> {
    return this.#register.metrics();
  }
}

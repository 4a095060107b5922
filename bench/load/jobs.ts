import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

const jobSchema = z.object({ id: z.string(), state: z.string() });
const ended = ["succeeded", "failed", "cancelled"];

/** One small training after the other, for as long as it is not stopped. */
export class Jobs {
  #stopping = false;
  readonly #counts = { succeeded: 0, failed: 0 };
  readonly #running: Promise<void>;

  constructor(private readonly url: string) {
    this.#running = this.#run();
  }

  /** How many succeeded, and how many did not, the last of them ended. */
  async stop(): Promise<{ succeeded: number; failed: number }> {
    this.#stopping = true;
    await this.#running;
    return this.#counts;
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      let job = await this.#ask("/v1/jobs", {
        kind: "finetune",
        learngene: "load/start",
        plan: { layers: [1, 2] },
        dataset: "load/patterns",
        recipe: { epochs: 20, batchSize: 25 },
      });
      while (!ended.includes(job.state)) {
        await pause(500);
        job = await this.#ask(`/v1/jobs/${job.id}`);
      }
      this.#counts[job.state === "succeeded" ? "succeeded" : "failed"]++;
    }
  }

  async #ask(path: string, body?: object): Promise<z.infer<typeof jobSchema>> {
    const headers = { "Content-Type": "application/json" };
    const posted = body === undefined ? {} : { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(this.url + path, posted);
    return jobSchema.parse(await response.json());
  }
}

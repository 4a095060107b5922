/** Requests to a server that may be killed at any moment. */
import { Agent, request } from "node:http";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";

/** An answer that came whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export class Client {
  // A connection a request: one that lay idle may be closed by the server just as the next request goes out.
  readonly #agent = new Agent();

  constructor(private readonly url: string) {}

  /** Asks, and gives the answer once its last byte is there; rejects if the connection breaks before. */
  async ask(path: string, { method = "GET", headers = {}, body }: Ask = {}): Promise<Answer> {
    const length = body === undefined ? {} : { "content-length": String(body.byteLength) };
    const sent = request(`${this.url}${path}`, {
      method,
      agent: this.#agent,
      headers: { ...headers, ...length },
    });
    const answered = once(sent, "response") as Promise<[IncomingMessage]>;
    sent.end(body);
    try {
      const [response] = await answered;
      const { statusCode: status = 0, headers: fields } = response;
      return { status, headers: fields, body: await buffer(response) };
    } catch (cause) {
      throw new Error(`${method} ${path} got no whole answer`, { cause });
    }
  }

  /** Sends JSON. */
  tell(method: string, path: string, body: unknown): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return this.ask(path, { method, headers, body: Buffer.from(JSON.stringify(body)) });
  }

  close(): void {
    this.#agent.destroy();
  }
}

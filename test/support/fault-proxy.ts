/** A TCP proxy that fails on demand: the network between a client and a server, with faults to choose from. */
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/**
 * A proxy before one server, on a port of its own that stays the same. It passes everything on until a fault is
 * chosen; each fault replaces the one before, for connections that are open and for new ones, until `heal`.
 */
export class FaultProxy {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<Pair>();
  #fault: Fault = { kind: "none" };
  #changed = newSignal();
  /** Called with each chunk on its way to the server. */
  #watch: ((chunk: Buffer, pair: Pair) => "drop" | "pass") | undefined;

  private constructor(target: { host: string; port: number }) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (client) => {
      this.#accept(client);
    });
  }

  /** Listens on a free port of this machine, for what `host:port` serves. */
  static async start(port: number, host = "127.0.0.1"): Promise<FaultProxy> {
    const proxy = new FaultProxy({ host, port });
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  readonly host = "127.0.0.1";

  /** Where to connect in the server's place. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Passes everything on again, also what `stall` held back. */
  heal(): void {
    this.#watch = undefined;
    this.#set({ kind: "none" });
  }

  /** Passes nothing on, in either direction, and says nothing: a server that hangs, a network that swallows. */
  stall(): void {
    this.#set({ kind: "stall" });
  }

  /** Passes every chunk on `milliseconds` late. */
  delay(milliseconds: number): void {
    this.#set({ kind: "delay", milliseconds });
  }

  /** Resets every connection, open or new: a server that was killed. */
  refuse(): void {
    this.#set({ kind: "refuse" });
    this.cut();
  }

  /** Answers whatever comes on a new connection with these bytes, and ends it; resets those that are open. */
  answer(bytes: Uint8Array): void {
    this.#set({ kind: "answer", bytes });
    this.cut();
  }

  /** Resets the connections that are open, and takes new ones as before. */
  cut(): void {
    for (const pair of this.#pairs) {
      pair.reset();
    }
  }

  /**
   * Lets `bytes` more bytes come from the server, over all connections, and resets the connection that the next one
   * would come on; others live. Resolves then.
   */
  cutAfter(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      this.#set({ kind: "cut-after", left: bytes, done: resolve });
    });
  }

  /**
   * Waits until a chunk for the server holds `text`, once, and resets its connection: `before` the server gets the
   * chunk, or when its `answer` comes. Resolves then.
   */
  cutAt(text: string, when: "before" | "answer"): Promise<void> {
    return new Promise((resolve) => {
      this.#watch = (chunk, pair) => {
        if (!chunk.includes(text)) {
          return "pass";
        }
        this.#watch = undefined;
        if (when === "before") {
          pair.reset();
          resolve();
          return "drop";
        }
        pair.onAnswer = resolve;
        return "pass";
      };
    });
  }

  /** Resets every connection and stops listening. */
  async close(): Promise<void> {
    this.#set({ kind: "refuse" });
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #set(fault: Fault): void {
    this.#fault = fault;
    const changed = this.#changed;
    this.#changed = newSignal();
    changed.resolve();
  }

  #accept(client: Socket): void {
    const fault = this.#fault;
    if (fault.kind === "refuse") {
      client.on("error", () => undefined);
      client.resetAndDestroy();
      return;
    }
    if (fault.kind === "answer") {
      client.on("error", () => undefined);
      client.once("data", () => client.end(fault.bytes));
      return;
    }
    const pair = new Pair(client, connect({ ...this.#target, allowHalfOpen: true }));
    this.#pairs.add(pair);
    client.once("close", () => this.#pairs.delete(pair));
    void this.#pump(pair, client, pair.server, (chunk) => this.#watch?.(chunk, pair) ?? "pass");
    void this.#pump(pair, pair.server, client, (chunk) => this.#fromServer(chunk, pair));
  }

  async #pump(pair: Pair, from: Socket, to: Socket, look: (chunk: Buffer) => "drop" | "pass"): Promise<void> {
    try {
      for await (const chunk of from as AsyncIterable<Buffer>) {
        await this.#passage();
        if (look(chunk) === "pass" && !to.destroyed && !to.write(chunk)) {
          await Promise.race([once(to, "drain"), once(to, "close")]);
        }
      }
      await this.#passage();
      to.end();
    } catch {
      // One side broke; so does the other.
      pair.reset();
    }
  }

  #fromServer(chunk: Buffer, pair: Pair): "drop" | "pass" {
    if (pair.onAnswer !== undefined) {
      pair.reset();
      pair.onAnswer();
      return "drop";
    }
    const fault = this.#fault;
    if (fault.kind === "cut-after") {
      fault.left -= chunk.byteLength;
      if (fault.left < 0) {
        pair.client.write(chunk.subarray(0, chunk.byteLength + fault.left), () => {
          pair.reset();
        });
        this.heal();
        fault.done();
        return "drop";
      }
    }
    return "pass";
  }

  /** Resolves when a chunk may go on. */
  async #passage(): Promise<void> {
    if (this.#fault.kind === "delay") {
      const { milliseconds } = this.#fault;
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }
    while (this.#fault.kind === "stall") {
      await this.#changed.promise;
    }
  }
}

type Fault =
  | { readonly kind: "none" | "stall" | "refuse" }
  | { readonly kind: "delay"; readonly milliseconds: number }
  | { readonly kind: "answer"; readonly bytes: Uint8Array }
  | { readonly kind: "cut-after"; left: number; readonly done: () => void };

/** A client and its connection to the server. */
class Pair {
  /** Called when the server's next bytes come, in their place. */
  onAnswer: (() => void) | undefined;

  constructor(
    readonly client: Socket,
    readonly server: Socket,
  ) {
    client.on("error", () => undefined);
    server.on("error", () => {
      this.reset();
    });
  }

  reset(): void {
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
  }
}

function newSignal(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

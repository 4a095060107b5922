/** A proxy before an HTTP server that fails as it is told to. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * What to do with a request: `late` passes it on after so many milliseconds; `cut` breaks the connection after so many
 * bytes of the answer's body, `stall` sends no more then, `end` pretends that it was all.
 */
export type Fault =
  | { readonly kind: "refuse" }
  | { readonly kind: "hang" }
  | { readonly kind: "late"; readonly milliseconds: number }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "cut"; readonly after: number }
  | { readonly kind: "stall"; readonly after: number }
  | { readonly kind: "end"; readonly after: number };

/** The fault that meets a request, if any. */
export type Faults = (request: IncomingMessage) => Fault | undefined;

export interface FaultProxy {
  readonly url: string;
  /** Decides on each request from now on; at first there are no faults. */
  faults: Faults;
  /** Requests so far, as `GET /bucket/key`. */
  readonly requests: string[];
  stop(): Promise<void>;
}

/** Starts a proxy on a free port before `target`, such as `http://127.0.0.1:9000`. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((incoming, outgoing) => {
    proxy.requests.push(`${incoming.method} ${incoming.url}`);
    meet(target, incoming, outgoing, proxy.faults(incoming));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${port}`,
    faults: () => undefined,
    requests: [],
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

function meet(target: string, incoming: IncomingMessage, outgoing: ServerResponse, fault?: Fault): void {
  switch (fault?.kind) {
    case "refuse":
      incoming.destroy();
      return;
    case "hang":
      incoming.resume();
      return;
    case "late":
      onceLate(incoming, fault.milliseconds, () => {
        forward(target, incoming, outgoing, undefined);
      });
      return;
    case "status":
      incoming.resume();
      incoming.on("end", () => {
        outgoing.writeHead(fault.status).end();
      });
      return;
    default:
      forward(target, incoming, outgoing, fault);
  }
}

/** Runs after so many milliseconds, unless whoever asks has left by then. */
function onceLate(incoming: IncomingMessage, milliseconds: number, run: () => void): void {
  const timer = setTimeout(run, milliseconds);
  incoming.socket.once("close", () => {
    clearTimeout(timer);
  });
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Extract<Fault, { after: number }> | undefined,
): void {
  const { method, url, headers } = incoming;
  // The host stays as it was: it is part of what the client signed.
  const onwards = request(new URL(url ?? "/", target), { method, headers }, (answer) => {
    const { "content-length": length, ...rest } = answer.headers;
    // A body that ends early and cleanly must not have said how long it would be.
    outgoing.writeHead(answer.statusCode ?? 502, fault?.kind === "end" ? rest : answer.headers);
    if (fault === undefined) {
      answer.pipe(outgoing);
      return;
    }
    let sent = 0;
    answer.on("data", (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, fault.after - sent));
      sent += chunk.byteLength;
      outgoing.write(part);
      if (sent >= Math.min(fault.after, Number(length ?? Infinity))) {
        finish(outgoing, fault.kind);
        answer.destroy();
      }
    });
  });
  onwards.on("error", () => outgoing.destroy());
  outgoing.on("close", () => onwards.destroy());
  incoming.pipe(onwards);
}

function finish(outgoing: ServerResponse, kind: "cut" | "stall" | "end"): void {
  if (kind === "end") {
    outgoing.end();
  } else if (kind === "cut") {
    // Once what was written is on its way.
    outgoing.write("", () => outgoing.destroy());
  }
}

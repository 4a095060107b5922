import { createServer, type Server } from "node:net";
import { InputError } from "../model/index.js";

/**
 * Whether {@link listen} would succeed now, for use before anything is made that a server needs; throws what it
 * would. Another process may still take the port in between.
 */
export async function checkAddress(host: string, port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, host, port);
  await new Promise((resolve) => probe.close(resolve));
}

/** Listens, and gives the port. Throws `port-in-use`, or `invalid-config` for a host or port that cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      reject(listenError(error, host, port));
    });
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `${host}:${port}`;
  switch (error.code) {
    case "EADDRINUSE":
      return new InputError("port-in-use", `port ${port} of ${host} is in use by another process`, {
        field: "port",
        value: port,
        fix: "Stop that process, or choose another port; 0 takes any free one.",
        cause: error,
      });
    case "EACCES":
      return new InputError("invalid-config", `this user may not listen on ${where}`, {
        field: "port",
        value: port,
        fix: "Choose a port above 1023.",
        cause: error,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new InputError("invalid-config", `${host} is no address of this machine`, {
        field: "host",
        value: host,
        fix: "Use 127.0.0.1 for this machine alone, or 0.0.0.0 for all its addresses.",
        cause: error,
      });
    default:
      return error;
  }
}

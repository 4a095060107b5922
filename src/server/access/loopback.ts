import { lookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether an address is one that only this machine reaches. */
export function isLoopback(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 6 ? "ipv6" : "ipv4");
}

/** Whether a host, to listen on, is reached from this machine alone: each address that the name stands for. */
export async function isLoopbackHost(host: string): Promise<boolean> {
  if (isIP(host) !== 0) {
    return isLoopback(host);
  }
  const addresses = await lookup(host, { all: true });
  // No name at all stands for all addresses.
  return addresses.length > 0 && addresses.every(({ address }) => isLoopback(address));
}

/** What proxies add. A request that has one of these was not sent by who holds the connection. */
const forwardingHeaders = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * Whether a request was made on this machine by a program, or by a page that this machine serves. Pages of others can
 * have a browser here send requests, with their own name in `Origin`, or in `Host` where they made it stand for this
 * machine's address.
 */
export function isLocal(req: IncomingMessage): boolean {
  const { host = "", origin } = req.headers;
  return (
    isLoopback(req.socket.remoteAddress ?? "") &&
    forwardingHeaders.every((name) => req.headers[name] === undefined) &&
    req.headers["sec-fetch-site"] !== "cross-site" &&
    isLoopbackName(`http://${host}`) &&
    (origin === undefined || isLoopbackName(origin))
  );
}

function isLoopbackName(url: string): boolean {
  const name = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "";
  return name === "localhost" || isLoopback(name);
}

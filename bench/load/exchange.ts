import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";

const agent = new Agent({ keepAlive: true });

/** What is sent. */
export interface Message {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** What came back: of a body only its length, and how it begins. */
export interface Reply {
  readonly status: number;
  readonly bytes: number;
  readonly beginning: string;
}

/** Redirects in a row at most. */
const REDIRECTS = 5;

/**
 * Asks, follows redirects, and drops the body as it comes: `fetch` takes several times the processor for it, and the clients
 * must not be what fills the machine.
 */
export async function exchange(url: string, message: Message = {}, redirects = REDIRECTS): Promise<Reply> {
  const response = await send(url, message);
  const { statusCode: status = 0, headers } = response;
  let bytes = 0;
  let beginning = "";
  response.on("data", (chunk: Buffer) => {
    if (bytes < 500 && status >= 400) {
      beginning += chunk.toString("utf8", 0, 500);
    }
    bytes += chunk.byteLength;
  });
  await once(response, "end");
  if (status >= 300 && status < 400 && headers.location !== undefined && redirects > 0) {
    return exchange(new URL(headers.location, url).href, { headers: message.headers ?? {} }, redirects - 1);
  }
  return { status, bytes, beginning };
}

async function send(url: string, { method = "GET", headers = {}, body }: Message): Promise<IncomingMessage> {
  const length = body === undefined ? {} : { "Content-Length": String(body.byteLength) };
  const sent = request(url, { method, agent, headers: { ...headers, ...length } });
  const answered = once(sent, "response");
  sent.end(body);
  const [response] = (await answered) as [IncomingMessage];
  return response;
}

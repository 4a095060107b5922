import { createServer, type ServerResponse } from "node:http";

/** Bytes of memory that every answer repeats. */
const memory = Buffer.alloc(1024 * 1024, 1);

/**
 * The least that Node can do: `GET /N` is answered with N bytes from memory, without routes, checks or files. Prints its
 * address.
 */
const server = createServer((req, res) => {
  const size = Number(req.url?.slice(1));
  res.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": size });
  send(res, size);
});

function send(res: ServerResponse, left: number): void {
  if (left <= memory.byteLength) {
    res.end(memory.subarray(0, left));
    return;
  }
  res.write(memory, (error) => {
    if (error == null) send(res, left - memory.byteLength);
  });
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") {
    console.log(`http://127.0.0.1:${address.port}`);
  }
});

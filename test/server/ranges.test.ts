import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import request, { type Test } from "supertest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry, theProgram, type Registry } from "../../src/registry/index.js";
import { copyDataDirectory } from "../support/data-directory.js";
import { startS3Server } from "../support/s3-server.js";
import { bytesSource } from "../support/sources.js";
import { learngeneFile, openTestRegistry, testApp } from "./support/api.js";
import { bytesOf } from "./support/body.js";

const file = learngeneFile();
const base = "/v1/learngenes/acme/tiny";

describe.each(["filesystem", "S3", "S3 without a cache"])("on %s", (store) => {
  let registry: Registry;
  let stored: ReturnType<typeof request>;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    if (store === "filesystem") {
      const test = await openTestRegistry();
      registry = test.registry;
      stop = () => test.remove();
    } else {
      const dataDirectory = await mkdtemp(join(tmpdir(), "learngene-ranges-"));
      const server = await startS3Server();
      await copyDataDirectory(dataDirectory);
      const cacheBytes = store === "S3" ? undefined : 0;
      registry = await openRegistry({ dataDirectory, s3: server.config, cacheBytes });
      stop = async () => {
        await registry.close();
        await server.stop();
        await rm(dataDirectory, { recursive: true, force: true });
      };
    }
    const body = bytesSource(file).stream(0, file.byteLength);
    await registry.publish({ owner: "acme", name: "tiny", body }, theProgram);
    stored = request(testApp(registry));
  });
  afterAll(() => stop());

  const get = (ask: Test) =>
    ask.buffer(true).parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on("data", (chunk: Buffer) => chunks.push(chunk));
      res.on("end", () => {
        done(null, Buffer.concat(chunks));
      });
    });

  it("any ranges of any file are the same slices of the whole", async () => {
    const plans = fc.constantFrom(
      "file",
      "init?depth=1",
      "init?depth=5",
      "init?layers=2,0,3",
      "init?depth=4&format=onnx",
    );
    const cuts = fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(3_000)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(plans, cuts, async (plan, wanted) => {
        const address = `${base}/versions/1/${plan}`;
        const whole = bytesOf(await get(stored.get(address)).expect(200));
        const ranges = wanted.map(([at, length]) => {
          const start = at % whole.byteLength;
          return `${start}-${start + length}`;
        });
        const response = await get(stored.get(address).set("Range", `bytes=${ranges.join(", ")}`)).expect(
          206,
        );
        const parts = partsOf(String(response.headers["content-type"]), bytesOf(response)) ?? [
          { range: String(response.headers["content-range"]), bytes: bytesOf(response) },
        ];
        for (const { range, bytes } of parts) {
          const [, start, last, size] = (/^bytes (\d+)-(\d+)\/(\d+)$/.exec(range) ?? []).map(Number);
          expect(size).toBe(whole.byteLength);
          expect(bytes.equals(whole.subarray(start, Number(last) + 1))).toBe(true);
        }
        const sent = parts.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
        expect(sent).toBe(
          new Set(
            wanted.flatMap(([at, length]) => {
              const start = at % whole.byteLength;
              const end = Math.min(start + length + 1, whole.byteLength);
              return Array.from({ length: end - start }, (_, i) => start + i);
            }),
          ).size,
        );
      }),
      { numRuns: store === "filesystem" ? 40 : 15 },
    );
  });
});

/** The parts of a `multipart/byteranges` body, taken apart the naive way; `undefined` for another type. */
function partsOf(type: string, body: Buffer): { range: string; bytes: Buffer }[] | undefined {
  const boundary = /^multipart\/byteranges; boundary=(\S+)$/.exec(type)?.[1];
  if (boundary === undefined) {
    return undefined;
  }
  const text = `\r\n${body.toString("latin1")}`;
  const pieces = text.split(`\r\n--${boundary}`);
  expect(pieces[0]).toBe("");
  expect(pieces.at(-1)).toBe("--\r\n");
  return pieces.slice(1, -1).map((piece) => {
    const end = piece.indexOf("\r\n\r\n");
    return {
      range: /^Content-Range: (.*)$/m.exec(piece.slice(0, end))?.[1] ?? "",
      bytes: Buffer.from(piece.slice(end + 4), "latin1"),
    };
  });
}

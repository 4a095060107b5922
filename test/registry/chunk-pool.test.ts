import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkPool, SLOT_BYTES, type ChunkSource, type Loan } from "../../src/registry/blobs/chunk-pool.js";
import { LentBlob } from "../../src/registry/blobs/lent-blob.js";
import { type OpenBlob } from "../../src/registry/index.js";

const size = 4 * SLOT_BYTES + 1234;
const content = Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 31 + (i >> 9)) % 251));

/** Reads of it, each by where it began and how long it was. */
function source(digest = "sha256:a"): ChunkSource & { reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    digest,
    size,
    reads,
    async readInto(target, offset) {
      await Promise.resolve();
      reads.push([offset, target.byteLength]);
      target.set(content.subarray(offset, offset + target.byteLength));
    },
  };
}

const slots = (count: number) => new ChunkPool(count * SLOT_BYTES);
const isNow = (loan: Loan | Promise<Loan>): loan is Loan => !(loan instanceof Promise);

describe("a pool of chunks", () => {
  it("lends the bytes asked for, whatever else is lent", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: SLOT_BYTES })), { maxLength: 12 }),
        async (count, asked) => {
          const pool = slots(count);
          const from = source();
          const loans = await Promise.all(
            asked.map(async ([at, wanted]) => {
              const length = Math.min(wanted, size - at);
              return { at, length, loan: await pool.borrow(from, at, length) };
            }),
          );
          for (const { at, length, loan } of loans) {
            const { byteLength } = loan.bytes;
            expect(byteLength).toBeGreaterThan(0);
            expect(byteLength).toBeLessThanOrEqual(length);
            expect(content.subarray(at, at + byteLength).equals(loan.bytes)).toBe(true);
            loan.release();
          }
          expect(pool.bytes).toBeLessThanOrEqual(count * SLOT_BYTES);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("reads a chunk once for all who ask for it at once, and keeps it", async () => {
    const pool = slots(2);
    const from = source();
    const loans = await Promise.all([0, 10, 20].map(async (at) => pool.borrow(from, at, 5)));
    for (const { release } of loans) release();
    const again = pool.borrow(from, SLOT_BYTES - 1, 1);
    expect(isNow(again)).toBe(true);
    expect(from.reads).toEqual([[0, SLOT_BYTES]]);
  });

  it("tells blobs apart", async () => {
    const pool = slots(2);
    await pool.borrow(source(), 0, 1);
    const other = source("sha256:b");
    await pool.borrow(other, 0, 1);
    expect(other.reads).toEqual([[0, SLOT_BYTES]]);
  });

  it("gives the place of the chunk that was used longest ago, and never that of one being read", async () => {
    const pool = slots(2);
    const from = source();
    const first = await pool.borrow(from, 0, 1);
    (await pool.borrow(from, SLOT_BYTES, 1)).release();
    (await pool.borrow(from, 2 * SLOT_BYTES, 1)).release();
    expect(isNow(pool.borrow(from, 0, 1))).toBe(true);
    expect(isNow(pool.borrow(from, SLOT_BYTES, 1))).toBe(false);
    expect(first.bytes[0]).toBe(content[0]);
  });

  it("lends smaller pieces beside its bound where every place is held, such as by slow clients", async () => {
    const pool = slots(1);
    const from = source();
    await pool.borrow(from, 0, 1);
    const spare = await pool.borrow(from, SLOT_BYTES, SLOT_BYTES);
    expect(spare.bytes.byteLength).toBe(64 * 1024);
    expect(content.subarray(SLOT_BYTES, SLOT_BYTES + 64 * 1024).equals(spare.bytes)).toBe(true);
    expect(pool.bytes).toBe(SLOT_BYTES);
  });

  it("tells all who wait of a failure, and tries again for the next", async () => {
    const pool = slots(1);
    let fails = true;
    const flaky: ChunkSource = {
      ...source(),
      readInto: (target) =>
        fails ? Promise.reject(new Error("gone")) : Promise.resolve(target.fill(7)).then(),
    };
    const waits = [pool.borrow(flaky, 0, 1), pool.borrow(flaky, 1, 1)];
    for (const wait of waits) {
      await expect(wait).rejects.toThrow("gone");
    }
    fails = false;
    expect((await pool.borrow(flaky, 0, 1)).bytes[0]).toBe(7);
  });
});

describe("a lent blob", () => {
  function counted() {
    const from = source();
    const counts = { opened: 0, closed: 0 };
    const blob: OpenBlob = {
      size,
      read: () => Promise.reject(new Error("not lent")),
      stream: () => {
        throw new Error("not lent");
      },
      readInto: (target, offset) => from.readInto(target, offset),
      close: () => {
        counts.closed++;
        return Promise.resolve();
      },
    };
    const open = () => {
      counts.opened++;
      return Promise.resolve(blob);
    };
    return { counts, open };
  }

  it("is opened once it is read, once, and closed once nothing is being read", async () => {
    const { counts, open } = counted();
    const pool = slots(8);
    const lent = new LentBlob(pool, "sha256:a", size, open);
    expect(counts).toEqual({ opened: 0, closed: 0 });
    const loans = [lent.borrow(0, 10), lent.borrow(3 * SLOT_BYTES, 10)];
    lent.close();
    for (const loan of loans) (await loan).release();
    await expect.poll(() => counts).toEqual({ opened: 1, closed: 1 });
    const again = new LentBlob(pool, "sha256:a", size, open);
    expect(isNow(again.borrow(5, 10))).toBe(true);
    again.close();
    expect(counts).toEqual({ opened: 1, closed: 1 });
  });

  it("reads across chunks, and refuses what it has not", async () => {
    const lent = new LentBlob(slots(1), "sha256:a", size, counted().open);
    const bytes = await lent.read(SLOT_BYTES - 7, SLOT_BYTES + 20);
    expect(content.subarray(SLOT_BYTES - 7, 2 * SLOT_BYTES + 13).equals(bytes)).toBe(true);
    expect(() => lent.borrow(size, 1)).toThrow(RangeError);
    await expect(lent.read(-1, 1)).rejects.toThrow(RangeError);
    lent.close();
  });

  it("is refused where the store has another length of it", async () => {
    const lent = new LentBlob(slots(1), "sha256:a", size - 1, counted().open);
    await expect(lent.read(0, 1)).rejects.toThrow(/instead of/);
  });
});

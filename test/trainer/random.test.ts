import { describe, expect, it } from "vitest";
import { Random, randomStateSchema } from "../../src/trainer/random.js";

const draw = <T>(count: number, next: () => T): T[] => Array.from({ length: count }, next);

/** Mean, variance and fourth central moment. */
function moments(values: readonly number[]): { mean: number; variance: number; fourth: number } {
  const average = (of: (v: number) => number): number =>
    values.reduce((sum, v) => sum + of(v), 0) / values.length;
  const mean = average((v) => v);
  return { mean, variance: average((v) => (v - mean) ** 2), fourth: average((v) => (v - mean) ** 4) };
}

// Vectors of a separate implementation, in 64-bit arithmetic, of what the class documents.
describe("a stream of random numbers", () => {
  it("starts from the hash of its path", () => {
    expect(Random.fromSeed(42).exportState()).toEqual({
      path: [42],
      state: [-1410469166, 1289036280, -481925416, 1229097401],
    });
    expect(Random.fromSeed(42).fork("init").exportState()).toEqual({
      path: [42, "init"],
      state: [715144436, -1254196414, -563482446, 666388804],
    });
  });

  it("draws the documented floats, whole numbers, normals and order", () => {
    const from42 = (): Random => Random.fromSeed(42);
    let random = from42();
    expect(draw(4, () => random.uniform())).toEqual([
      0.5231158937078518, 0.7458357750899869, 0.44676286261358233, 0.794614714770353,
    ]);
    random = from42();
    expect(draw(8, () => random.integer(1000))).toEqual([33, 579, 287, 308, 356, 379, 874, 901]);
    random = from42();
    const normals = draw(3, () => random.normal());
    [-0.031837332980635104, 0.30103671678555693, 1.4201066580766684].forEach((value, i) => {
      expect(normals[i]).toBeCloseTo(value, 14);
    });
    const order = Uint32Array.from({ length: 10 }, (_, i) => i);
    from42().shuffle(order);
    expect([...order]).toEqual([6, 9, 0, 5, 4, 2, 1, 7, 8, 3]);
  });

  it("goes on from a saved state exactly where it was", () => {
    const random = Random.fromSeed("recipe").fork("augment");
    draw(17, () => random.normal());
    const saved = randomStateSchema.parse(JSON.parse(JSON.stringify(random.exportState())));
    const expected = draw(50, () => random.normal());
    const resumed = Random.fromState(saved);
    expect(draw(50, () => resumed.normal())).toEqual(expected);
    expect(resumed.fork("child").uniform()).toBe(random.fork("child").uniform());
  });

  it("forks by label alone, whatever was drawn before", () => {
    const drawn = Random.fromSeed(7);
    draw(1000, () => drawn.uniform());
    expect(drawn.fork("shuffle").uniform()).toBe(Random.fromSeed(7).fork("shuffle").uniform());
    const firsts = [
      Random.fromSeed(7),
      Random.fromSeed("7"),
      Random.fromSeed(8),
      Random.fromSeed(7).fork("shuffle"),
      Random.fromSeed(7).fork("augment"),
      Random.fromSeed(7).fork("a").fork("b"),
      Random.fromSeed(7).fork('a","b'),
    ].map((random) => random.uniform());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it("draws uniform floats with a uniform's moments", () => {
    const random = Random.fromSeed(1);
    const { mean, variance, fourth } = moments(draw(100_000, () => random.uniform()));
    expect(mean).toBeCloseTo(1 / 2, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    expect(fourth).toBeCloseTo(1 / 80, 3);
  });

  it("draws each whole number equally often", () => {
    const random = Random.fromSeed(2);
    const counts = new Array<number>(7).fill(0);
    for (const value of draw(70_000, () => random.integer(7))) counts[value] = (counts[value] ?? 0) + 1;
    // Chi-square with 6 degrees of freedom stays below 22.5 but for one seed in a thousand.
    expect(counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5);
    expect(draw(20, () => random.integer(1))).toEqual(new Array(20).fill(0));
  });

  it("draws normals with a normal's moments", () => {
    const random = Random.fromSeed(3);
    const { mean, variance, fourth } = moments(draw(200_000, () => random.normal()));
    expect(mean).toBeCloseTo(0, 2);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.1);
  });

  it("cuts truncated normals at 2 in absolute units, as timm", () => {
    const random = Random.fromSeed(4);
    const small = draw(50_000, () => random.truncatedNormal(0.02));
    expect(Math.sqrt(moments(small).variance)).toBeCloseTo(0.02, 3);
    // Beyond two deviations: not cut.
    expect(small.filter((v) => Math.abs(v) > 0.04).length / small.length).toBeCloseTo(0.0455, 2);
    const wide = draw(50_000, () => random.truncatedNormal(1));
    expect(Math.max(...wide.map(Math.abs))).toBeLessThanOrEqual(2);
    // Variance of the standard normal cut at ±2: 1 - 4 φ(2) / (2 Φ(2) - 1).
    expect(Math.abs(moments(wide).variance - 0.7737)).toBeLessThan(0.02);
  });

  it("shuffles into every order equally often", () => {
    const random = Random.fromSeed(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const items = Uint32Array.of(0, 1, 2);
      random.shuffle(items);
      counts.set(items.join(), (counts.get(items.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it("refuses seeds and ranges that are no whole numbers", () => {
    expect(() => Random.fromSeed(1.5)).toThrow(RangeError);
    const random = Random.fromSeed(1);
    for (const n of [0, -1, 1.5, NaN, 2 ** 33]) expect(() => random.integer(n)).toThrow(RangeError);
    expect(randomStateSchema.safeParse({ path: [1], state: [0, 0, 0] }).success).toBe(false);
  });
});

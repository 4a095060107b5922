import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLine, type Point } from "../../../src/expander/index.js";

const line = (intercept: number, slope: number) => (x: number) => ({ x, y: intercept + slope * x });

describe("a line through measurements", () => {
  it("is the line that they lie on", () => {
    const value = fc.double({ min: 0, max: 1000, noNaN: true });
    const depths = fc.uniqueArray(fc.integer({ min: 1, max: 64 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(value, value, depths, (intercept, slope, depths) => {
        const fitted = fitLine(depths.map(line(intercept, slope)));
        for (const x of [1, 64]) {
          expect(fitted.intercept + fitted.slope * x).toBeCloseTo(intercept + slope * x, 6);
        }
      }),
    );
  });

  it("is not moved by one measurement of six that is far off", () => {
    const points = [1, 2, 4, 8, 12, 16].map(line(3, 2));
    for (let i = 0; i < points.length; i++) {
      const spoilt = points.map((point, at): Point => (at === i ? { ...point, y: 10 * point.y } : point));
      const { intercept, slope } = fitLine(spoilt);
      for (const depth of [2, 8, 16]) {
        expect(Math.abs((intercept + slope * depth) / (3 + 2 * depth) - 1)).toBeLessThan(0.1);
      }
    }
  });

  it("never starts below nothing, nor falls", () => {
    const points = fc.array(
      fc.record({ x: fc.integer({ min: 1, max: 64 }), y: fc.double({ min: 0.001, max: 1000, noNaN: true }) }),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(points, (points) => {
        const measured = [...points, { x: 100, y: 50 }];
        const { intercept, slope } = fitLine(measured);
        expect(intercept).toBeGreaterThanOrEqual(0);
        expect(slope).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("takes two different places", () => {
    expect(() => fitLine([{ x: 1, y: 1 }])).toThrow(RangeError);
    expect(() => fitLine([line(1, 1)(2), line(1, 1)(2)])).toThrow(RangeError);
  });
});

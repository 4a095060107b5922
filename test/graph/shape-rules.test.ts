import { describe, expect, it } from "vitest";
import {
  ANY_BATCH,
  Graph,
  showShape,
  sizeOf,
  sumTo,
  type OpAttributes,
  type OpName,
  type Shape,
} from "../../src/graph/index.js";
import { shapeCases, type ShapeCases } from "./shape-cases.js";

/** `[2B, 3] [4]` as shapes. */
function parseShapes(text: string): Shape[] {
  const sizeIn = (part: string) => (part.endsWith("B") ? -Number(part.slice(0, -1) || "1") : Number(part));
  return [...text.matchAll(/\[(.*?)\]/g)].map(([, sizes = ""]) =>
    sizes === "" ? [] : sizes.split(", ").map(sizeIn),
  );
}

function shapesOf<K extends OpName>(op: K, shapes: string, attributes: OpAttributes[K]): Shape[] {
  const graph = new Graph();
  const inputs = parseShapes(shapes).map((shape, i) => graph.input(`x${i}`, shape));
  return graph.node(op, inputs, attributes).outputs.map(({ shape }) => shape);
}

const cases = Object.entries(shapeCases) as [OpName, ShapeCases<OpAttributes[OpName]>][];

describe.each(cases)("%s", (op, { good, bad }) => {
  it.each(good)("of %s, %j, is %s", (inputs, attributes, outputs) => {
    expect(shapesOf(op, inputs, attributes)).toEqual(parseShapes(outputs));
  });

  it.each(bad)("of %s, %j, is refused: %s", (inputs, attributes, why) => {
    const named = `${op}(${inputs.replaceAll("] [", "], [")}): Error: ${why}`;
    expect(() => shapesOf(op, inputs, attributes)).toThrow(named);
  });
});

describe("shapes", () => {
  it("are shown with the batch as B, and have sizes in multiples of it", () => {
    const shapes = [[], [2, 3], [ANY_BATCH, 4], [17 * ANY_BATCH, 1]];
    expect(shapes.map(showShape)).toEqual(["[]", "[2, 3]", "[B, 4]", "[17B, 1]"]);
    expect(shapes.map(sizeOf)).toEqual([1, 6, -4, -17]);
  });

  it("are summed back to what was broadcast, and left alone where nothing was", () => {
    const x = new Graph().input("x", [2, 4, 3]);
    for (const shape of [[], [3], [1, 3], [4, 1], [2, 1, 3], [1, 1, 1]]) {
      expect(sumTo(x, shape).shape).toEqual(shape);
    }
    expect(sumTo(x, [2, 4, 3])).toBe(x);
  });
});

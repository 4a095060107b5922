import { describe, expect, it } from "vitest";
import { lineChart, type ChartSeries, type LineChart } from "../../bench/support/line-chart.js";

const falling: ChartSeries = {
  name: "falling",
  points: [
    { x: 1, y: 100, low: 90, high: 110 },
    { x: 10, y: 10, low: 5, high: 20 },
    { x: 100, y: 1, low: 0.5, high: 2 },
  ],
};
const chart = (series: readonly ChartSeries[], scale: "linear" | "log" = "log"): LineChart => ({
  title: "Loss & <accuracy>",
  x: { title: "steps", scale },
  y: { title: "loss, nats", scale },
  series,
});

/** Ends of the drawn lines: the points of each path, as x and y in pixels. */
function lines(svg: string): number[][][] {
  const marks = svg.split('class="mark-line').slice(1);
  return marks.map((mark) => {
    const [, path = ""] = /<path[^>]* d="([^"]+)"/.exec(mark) ?? [];
    return path
      .split(/[ML]/)
      .slice(1)
      .map((point) => point.split(",").map(Number));
  });
}

describe("a line chart", () => {
  it("has the same bytes each time", async () => {
    const first = await lineChart(chart([falling]));
    await lineChart(chart([{ ...falling, name: "another" }]));
    expect(await lineChart(chart([falling]))).toBe(first);
  });

  it("draws a power of x as a straight line on logarithmic axes, and not on linear ones", async () => {
    const bend = async (scale: "linear" | "log") => {
      const [[a, b, c] = []] = lines(await lineChart(chart([falling], scale)));
      const [[ax = 0, ay = 0], [bx = 0, by = 0], [cx = 0, cy = 0]] = [a ?? [], b ?? [], c ?? []];
      return (by - ay) / (bx - ax) - (cy - by) / (cx - bx);
    };
    expect(await bend("log")).toBeCloseTo(0, 1);
    expect(Math.abs(await bend("linear"))).toBeGreaterThan(1);
  });

  it("draws a band where there is a spread, a broken line and no marks where it is told to", async () => {
    const bare = { ...falling, points: falling.points.map(({ x, y }) => ({ x, y })) };
    const marks = (svg: string) => (svg.match(/aria-roledescription="point"/g) ?? []).length;
    const banded = await lineChart(chart([falling]));
    const svg = await lineChart(chart([{ ...bare, dashed: true, plain: true }]));
    expect(banded.match(/mark-area/g)).not.toBeNull();
    expect([marks(banded), marks(svg)]).toEqual([3, 0]);
    expect(svg).toMatch(/mark-line[^>]*>(?:<g>)?<path[^>]*stroke-dasharray="6,4"/);
    expect(banded).not.toMatch(/mark-line[^>]*>(?:<g>)?<path[^>]*stroke-dasharray="6,4"/);
  });

  it("lies on white, and tells what it is", async () => {
    const svg = await lineChart(chart([falling]));
    expect(svg).toMatch(/<rect width="\d+" height="\d+" fill="white"\/>/);
    expect(svg).toContain('role="img" aria-label="Loss &amp; &lt;accuracy>"');
  });

  it.each([
    [
      "more series than colours",
      Array.from({ length: 13 }, (_, i) => ({ name: `${i}`, points: [] })),
      "13 series",
    ],
    [
      "a zero on a logarithmic axis",
      [{ name: "a", points: [{ x: 0, y: 1 }] }],
      "a has a point that is not above 0",
    ],
    ["a spread down to zero", [{ name: "a", points: [{ x: 1, y: 1, low: 0 }] }], "not above 0"],
    [
      "a value that is none",
      [{ name: "a", points: [{ x: 1, y: Number.NaN }] }],
      "a has a point that is no number",
    ],
  ])("refuses %s", async (_what, series, message) => {
    await expect(lineChart(chart(series))).rejects.toThrow(message);
  });
});

import { parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";

/** An axis of a chart. On a logarithmic one all values are above 0. */
export interface ChartAxis {
  /** With the unit, such as `accuracy, %`. */
  readonly title: string;
  readonly scale?: "linear" | "log";
  /** Ends of the axis; default: what the values need. */
  readonly domain?: readonly [from: number, to: number];
}

/** A point; `low` and `high` are the ends of its spread, of which a band is drawn. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly low?: number;
  readonly high?: number;
}

/** A line through points, in their order by x, with a mark at each. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly ChartPoint[];
  /** Drawn broken: a guide, or what others are compared with. */
  readonly dashed?: boolean;
  /** Without marks, where there are many points. */
  readonly plain?: boolean;
}

export interface LineChart {
  readonly title: string;
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  /** At most as many as {@link colours}. */
  readonly series: readonly ChartSeries[];
}

/** Okabe and Ito's, which the colour-blind tell apart, and more as dark as these; all can be seen on white. */
const colours = [
  ...["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"],
  ...["#000000", "#7f7f7f", "#8c510a", "#5e3c99", "#b2182b", "#4d9221"],
];

const shapes = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"];

const size = { width: 520, height: 320 };

/**
 * A line chart as SVG, on a white card, so that it can be read on dark pages too: the same bytes for the same chart. Throws a
 * `RangeError` for more series than colours, and for values that a logarithmic axis has not.
 */
export async function lineChart(chart: LineChart): Promise<string> {
  check(chart);
  resetSVGDefIds();
  const view = new View(parse(compile(specOf(chart)).spec), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    return `${svg.replace("<svg ", `<svg role="img" aria-label="${escaped(chart.title)}" `)}\n`;
  } finally {
    view.finalize();
  }
}

function check({ x, y, series }: LineChart): void {
  if (series.length > colours.length) {
    throw new RangeError(`${series.length} series, but only ${colours.length} colours`);
  }
  for (const { name, points } of series) {
    for (const point of points) {
      const ys = [point.y, point.low ?? point.y, point.high ?? point.y];
      if (![point.x, ...ys].every(Number.isFinite)) {
        throw new RangeError(`${name} has a point that is no number`);
      }
      if ((x.scale === "log" && point.x <= 0) || (y.scale === "log" && ys.some((value) => value <= 0))) {
        throw new RangeError(`${name} has a point that is not above 0, and a logarithmic axis has only such`);
      }
    }
  }
}

function specOf({ title, x, y, series }: LineChart): TopLevelSpec {
  const names = series.map(({ name }) => name);
  const rows = series.flatMap(({ name, points }) =>
    points.map((point) => ({ name, low: point.y, high: point.y, ...point })),
  );
  const only = (of: readonly ChartSeries[]) => [
    { filter: { field: "name", oneOf: of.map(({ name }) => name) } },
  ];
  const color = {
    field: "name",
    type: "nominal" as const,
    scale: { domain: names, range: names.map((_, i) => colours[i] ?? "") },
    legend: { title: null, symbolLimit: 0, symbolOpacity: 1 },
  };
  const along = { x: encoded("x", x, series), y: encoded("y", y, series) };
  const shape = {
    ...color,
    scale: { domain: names, range: names.map((_, i) => shapes[i % shapes.length] ?? "") },
  };
  const strokeDash = {
    ...color,
    scale: { domain: names, range: series.map(({ dashed = false }) => (dashed ? [6, 4] : [1, 0])) },
  };
  const banded = series.filter(({ points }) =>
    points.some(({ low, high }) => low !== undefined || high !== undefined),
  );
  const marked = series.filter(({ plain = false }) => !plain);
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...size,
    title,
    background: "white",
    padding: 14,
    data: { values: rows },
    layer: [
      {
        transform: only(banded),
        mark: { type: "area", opacity: 0.18 },
        encoding: { x: along.x, y: { ...along.y, field: "low" }, y2: { field: "high" }, color },
      },
      { mark: { type: "line", strokeWidth: 2 }, encoding: { ...along, color, strokeDash } },
      {
        transform: only(marked),
        mark: { type: "point", filled: true, size: 45, opacity: 1 },
        encoding: { ...along, color, shape },
      },
    ],
    config: {
      font: "system-ui, sans-serif",
      title: { fontSize: 14, fontWeight: 600, anchor: "start", offset: 12 },
      axis: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: "normal", gridColor: "#e4e4e4" },
      legend: { labelFontSize: 11, labelLimit: 0, symbolSize: 60 },
      view: { stroke: "#bbbbbb" },
    },
  };
}

function encoded(
  field: "x" | "y",
  { title, scale = "linear", domain }: ChartAxis,
  series: readonly ChartSeries[],
) {
  const most = Math.max(...series.flatMap(({ points }) => points.map((point) => Math.abs(point[field]))));
  return {
    field,
    type: "quantitative" as const,
    title,
    scale: {
      type: scale,
      nice: domain === undefined,
      ...(scale === "linear" && { zero: false }),
      ...(domain && { domain: [...domain] }),
    },
    axis: { tickCount: scale === "log" ? 6 : 8, ...formatOf(scale, most) },
  };
}

/** 100k; on a logarithmic axis of less 0.1, which the same format would have as 100m; else the library's own. */
function formatOf(scale: "linear" | "log", most: number): { format?: string } {
  if (most >= 10_000) {
    return { format: "~s" };
  }
  return scale === "log" ? { format: "~g" } : {};
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useTheme } from "../browser/hooks.js";
import { short } from "../model/units.js";
import { Table } from "./table.js";

/** A line of a plot. */
export interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
  /** Which of the colours, from 0. */
  readonly colour: number;
  /** Points alone, where what lies between is not known. */
  readonly isSparse?: boolean;
}

interface Props {
  readonly title: string;
  readonly xLabel: string;
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  /** Where on the x axis a mark stands. */
  readonly mark?: number | undefined;
  readonly height?: number;
}

/** A plot, with its figures as a table for who does not see it. */
export function Plot({ title, xLabel, x, lines, mark, height = 150 }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const plot = useRef<UPlot>(undefined);
  const marked = useRef(mark);
  const labels = lines.map(({ label }) => label).join();
  useEffect(() => {
    const element = place.current;
    if (element === null) {
      return;
    }
    const drawn = new UPlot(
      optionsOf({ xLabel, lines, height, width: element.clientWidth, markAt: () => marked.current }),
      dataOf(x, lines),
      element,
    );
    plot.current = drawn;
    const observer = new ResizeObserver(() => {
      drawn.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
    };
  }, [theme, labels, xLabel, height]);
  useEffect(() => {
    marked.current = mark;
    plot.current?.setData(dataOf(x, lines));
  }, [x, lines, mark]);
  return (
    <figure class="plot">
      <figcaption>{title}</figcaption>
      <div class="plot-place" ref={place} aria-hidden="true" />
      <details>
        <summary>{title} as a table</summary>
        <Table label={`${title}, figures`} titles={[xLabel, ...lines.map(({ label }) => label)]}>
          {x.map((at, i) => (
            <tr key={at}>
              <th scope="row">{at}</th>
              {lines.map(({ label, values }) => (
                <td key={label}>{figure(values[i])}</td>
              ))}
            </tr>
          ))}
        </Table>
      </details>
    </figure>
  );
}

interface Drawing {
  readonly xLabel: string;
  readonly lines: readonly Line[];
  readonly height: number;
  readonly width: number;
  readonly markAt: () => number | undefined;
}

function optionsOf({ xLabel, lines, height, width, markAt }: Drawing): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--text-soft"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    font: "12px system-ui, sans-serif",
  };
  return {
    width,
    height,
    scales: { x: { time: false } },
    cursor: { drag: { x: false, y: false } },
    legend: { show: true },
    axes: [
      axis,
      { ...axis, size: 56, values: (_: UPlot, values: number[]) => values.map((value) => short(value)) },
    ],
    series: [
      { label: xLabel },
      ...lines.map(({ label, colour: which, isSparse }) => ({
        label,
        stroke: colour(`--stage-${which}`),
        width: 2,
        spanGaps: true,
        points: isSparse === true ? { show: true, size: 7, fill: colour(`--stage-${which}`) } : {},
        value: (_: UPlot, value: number | null) => figure(value),
      })),
    ],
    hooks: {
      draw: [
        (drawn) => {
          const at = markAt();
          if (at !== undefined) {
            drawMark(drawn, at, colour("--text-soft"));
          }
        },
      ],
    },
  };
}

function drawMark(plot: UPlot, at: number, stroke: string): void {
  const { ctx, bbox } = plot;
  const x = Math.round(plot.valToPos(at, "x", true));
  ctx.save();
  ctx.strokeStyle = stroke;
  ctx.setLineDash([4, 4]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

function dataOf(x: readonly number[], lines: readonly Line[]): UPlot.AlignedData {
  return [[...x], ...lines.map(({ values }) => [...values])];
}

function figure(value: number | null | undefined): string {
  return value == null ? "–" : short(value);
}

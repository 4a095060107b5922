import { showAccuracies } from "../support/accuracies.js";
import { markdownTable } from "../support/markdown-table.js";
import { mean } from "../support/statistics.js";
import { separateCost, startCost, storedParameters, tuningCost } from "./cost.js";
import type { Cell, PaperResult } from "./results.js";
import { CURVE_DEPTH, type Scale } from "./scale.js";
import { starts, startTitles, type Start } from "./starts.js";

/** Starts by depth, percent: mean and deviation over the seeds, of the cells after so many epochs. */
export function accuracyTable(cells: readonly Cell[], epochsOf: (start: Start) => number): string {
  const shown = cells.filter(({ start, epochs }) => epochs === epochsOf(start));
  const depths = [...new Set(shown.map(({ depth }) => depth))].sort((a, b) => a - b);
  const rows = starts.flatMap((start) => {
    const own = shown.filter((cell) => cell.start === start);
    const at = (depth: number) => percentOf(own.find((cell) => cell.depth === depth));
    return own.length === 0 ? [] : [[startTitles[start], ...depths.map(at)]];
  });
  return markdownTable(["start", ...depths.map((depth) => `depth ${depth}`)], rows);
}

/** All starts at the depth whose training is followed, by epochs of tuning. */
export function oneDepthTable({ scale, cells }: PaperResult): string {
  const tunings = [0, ...scale.brief, scale.tuning];
  const rows = starts.flatMap((start) => {
    const at = (epochs: number) =>
      percentOf(
        cells.find((cell) => cell.start === start && cell.depth === CURVE_DEPTH && cell.epochs === epochs),
      );
    const row = [...tunings, scale.scratch].map(at);
    return row.every((cell) => cell === "") ? [] : [[startTitles[start], ...row]];
  });
  return markdownTable(
    [
      `${CURVE_DEPTH} layers`,
      ...tunings.map((epochs) => (epochs === 0 ? "untuned" : epochsTitle(epochs))),
      epochsTitle(scale.scratch),
    ],
    rows,
  );
}

/** Points by which a learngene is ahead of the other starts, by depth. */
export function leadTable(cells: readonly Cell[], leader: Start, epochsOf: (start: Start) => number): string {
  const at = (start: Start, depth: number) =>
    cells.find((cell) => cell.start === start && cell.depth === depth && cell.epochs === epochsOf(start));
  const depths = [...new Set(cells.filter(({ start }) => start === leader).map(({ depth }) => depth))];
  const rows = starts.flatMap((start) => {
    const leads = depths.map((depth) => leadOf(at(leader, depth), at(start, depth)));
    return start === leader || leads.every((lead) => lead === "") ? [] : [[startTitles[start], ...leads]];
  });
  const shown = [...depths.keys()].filter((i) => rows.some((row) => row[i + 1] !== ""));
  return markdownTable(
    [`${startTitles[leader]}, ahead of`, ...shown.map((i) => `depth ${depths[i]}`)],
    rows.map(([title = "", ...leads]) => [title, ...shown.map((i) => leads[i] ?? "")]),
  );
}

/** What networks of all depths cost, by where they start, and the mean accuracy they end with. */
export function costTable(result: PaperResult): string {
  const { scale } = result;
  const separate = separateCost(scale);
  const row = (title: string, start: Start, epochs: number) => {
    const { learning, ancestor } = startCost(scale, start);
    const tuned = start === "scratch" ? 0 : tuningCost(scale, epochs);
    const [without, withAncestor] = [learning + tuned, learning + tuned + ancestor];
    return [
      title,
      teraflops(without),
      less(separate, without),
      teraflops(withAncestor),
      less(separate, withAncestor),
      percent(meanOver(result, start, epochs)),
    ];
  };
  const learned = (["grown", "fixed"] as const).flatMap((start) =>
    [0, scale.tuning].map((epochs) =>
      row(
        `${startTitles[start]}, ${epochs === 0 ? "untuned" : `tuned ${epochsTitle(epochs)}`}`,
        start,
        epochs,
      ),
    ),
  );
  return markdownTable(
    [
      `depths ${rangeOf(scale.depths)}`,
      "TFLOP without the Ans-Net",
      "less",
      "with it",
      "less",
      "mean accuracy, %",
    ],
    [
      ...learned,
      row(`${startTitles.first}, tuned ${epochsTitle(scale.tuning)}`, "first", scale.tuning),
      row(`${startTitles.scratch}, ${epochsTitle(scale.scratch)}`, "scratch", scale.scratch),
    ],
  );
}

/** The paper's claims, and what they come to here. */
export function claimsTable(result: PaperResult): string {
  const { scale, downstream } = result;
  const { learning, ancestor } = startCost(scale, "grown");
  const separate = separateCost(scale);
  const tuned = tuningCost(scale, scale.tuning);
  const { networks, learngene } = storedParameters(scale);
  const both = (without: number, withAncestor: number) =>
    `${less(separate, without)}; ${less(separate, withAncestor)} with the Ans-Net`;
  const ahead = (start: Start) => {
    const leads = downstream
      .filter((cell) => cell.start === start)
      .flatMap((cell) => {
        const alone = downstream.find(({ start, depth }) => start === "scratch" && depth === cell.depth);
        return alone === undefined ? [] : [mean(cell.accuracies) - mean(alone.accuracies)];
      });
    return points(mean(leads));
  };
  return markdownTable(
    ["claim", "the paper", "here"],
    [
      ["less training in all than from scratch", "6.6x", both(learning + tuned, learning + tuned + ancestor)],
      ["less pre-training than a network for each size", "10x", both(learning, learning + ancestor)],
      ["fewer parameters stored", "20x", less(networks, learngene)],
      [
        "points ahead of pre-training and tuning a network for each size, on another task",
        "1.12, 2.28",
        `${ahead("grown")} (shallow layouts first), ${ahead("fixed")} (fixed layout)`,
      ],
      [
        "better than from scratch after one epoch of tuning: points ahead, mean of all depths",
        "in some cases",
        `${lead(result, "grown")} (shallow layouts first), ${lead(result, "fixed")} (fixed layout)`,
      ],
    ],
  );
}

function lead(result: PaperResult, start: Start): string {
  const { tuning, scratch } = result.scale;
  return points(meanOver(result, start, tuning) - meanOver(result, "scratch", scratch));
}

/** Mean accuracy of the networks of all depths. */
export function meanOver({ scale, cells }: PaperResult, start: Start, epochs: number): number {
  return mean(
    cells
      .filter((cell) => cell.start === start && cell.epochs === epochs && scale.depths.includes(cell.depth))
      .flatMap((cell) => cell.accuracies),
  );
}

/** Which seeds a table has, and what stands beside a mean. */
export function seedsLine({ seeds }: Scale): string {
  return seeds.length === 1
    ? `Test accuracy in percent, seed ${seeds.join()} alone.`
    : `Test accuracy in percent, mean ± standard deviation over seeds ${seeds.join(", ")}.`;
}

function leadOf(leader: Cell | undefined, other: Cell | undefined): string {
  return leader === undefined || other === undefined
    ? ""
    : points(mean(leader.accuracies) - mean(other.accuracies));
}

const percentOf = (cell: Cell | undefined) => showAccuracies(cell?.accuracies ?? []);
const percent = (share: number) => (100 * share).toFixed(1);
const points = (share: number) => `${share < 0 ? "−" : "+"}${Math.abs(100 * share).toFixed(1)}`;
const teraflops = (flops: number) => (flops / 1e12).toFixed(0);
const less = (whole: number, part: number) => `${(whole / part).toFixed(1)}x`;
const epochsTitle = (epochs: number) => `${epochs} ${epochs === 1 ? "epoch" : "epochs"}`;
const rangeOf = (depths: readonly number[]) => `${Math.min(...depths)} to ${Math.max(...depths)}`;

import { namedSeeds, showAccuracies, signed } from "../support/accuracies.js";
import { markdownTable } from "../support/markdown-table.js";
import { mean } from "../support/statistics.js";
import { depthsCost, separateCost, storedParameters } from "./cost.js";
import type { Cell, PaperResult } from "./results.js";
import { CURVE_DEPTH } from "./scale.js";
import { starts, startTitles, type Start } from "./starts.js";

/** Starts by depth, percent: mean and deviation over the seeds. */
export function accuracyTable(cells: readonly Cell[]): string {
  const depths = [...new Set(cells.map(({ depth }) => depth))].sort((a, b) => a - b);
  const rows = starts.flatMap((start) => {
    const own = cells.filter((cell) => cell.start === start);
    const at = (depth: number) => percentOf(own.find((cell) => cell.depth === depth));
    return own.length === 0 ? [] : [[startTitles[start], ...depths.map(at)]];
  });
  return markdownTable(["start", ...depths.map((depth) => `depth ${depth}`)], rows);
}

/** All starts at the depth whose training is followed, by epochs of tuning, with a caption. */
export function oneDepthTable({ scale, cells }: PaperResult): string {
  const own = cells.filter(({ depth }) => depth === CURVE_DEPTH);
  const tunings = [0, ...scale.brief, scale.tuning];
  const rows = starts.flatMap((start) => {
    const at = (epochs: number) =>
      percentOf(own.find((cell) => cell.start === start && cell.epochs === epochs));
    const row = [...tunings, scale.scratch].map(at);
    return row.every((cell) => cell === "") ? [] : [[startTitles[start], ...row]];
  });
  const table = markdownTable(
    [
      `${CURVE_DEPTH} layers`,
      ...tunings.map((epochs) => (epochs === 0 ? "untuned" : epochsTitle(epochs))),
      epochsTitle(scale.scratch),
    ],
    rows,
  );
  return `${caption(own)}\n\n${table}`;
}

/** Points by which a learngene is ahead of the other starts, by depth. */
export function leadTable(cells: readonly Cell[], leader: Start): string {
  const at = (start: Start, depth: number) =>
    cells.find((cell) => cell.start === start && cell.depth === depth);
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
    const { withoutAncestor, withAncestor } = depthsCost(scale, start, epochs);
    return [
      title,
      teraflops(withoutAncestor),
      less(separate, withoutAncestor),
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
  const separate = separateCost(scale);
  const { networks, learngene } = storedParameters(scale);
  const both = (epochs: number) => {
    const { withoutAncestor, withAncestor } = depthsCost(scale, "grown", epochs);
    return `${less(separate, withoutAncestor)}; ${less(separate, withAncestor)} with the Ans-Net`;
  };
  const ahead = (start: Start) => {
    const leads = downstream
      .filter((cell) => cell.start === start)
      .flatMap((cell) => {
        const alone = downstream.find(({ start, depth }) => start === "scratch" && depth === cell.depth);
        return meanLead(cell, alone) ?? [];
      });
    return points(mean(leads));
  };
  return markdownTable(
    ["claim", "the paper", "here"],
    [
      ["less training in all than from scratch", "6.6x", both(scale.tuning)],
      ["less pre-training than a network for each size", "10x", both(0)],
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

/** Mean accuracy of the networks of all depths, over the seeds that have every depth; NaN without any. */
export function meanOver({ scale, cells }: PaperResult, start: Start, epochs: number): number {
  const own = scale.depths.map((depth) =>
    cells.find((cell) => cell.start === start && cell.epochs === epochs && cell.depth === depth),
  );
  return mean(
    scale.seeds.flatMap((seed) => {
      const accuracies = own.flatMap((cell) => accuracyOf(cell, seed) ?? []);
      return accuracies.length === own.length ? [mean(accuracies)] : [];
    }),
  );
}

/** What the figures of a table are: which seeds they have, and what stands beside a mean. */
export function caption(cells: readonly Cell[]): string {
  const seeds = [...new Set(cells.flatMap((cell) => cell.seeds))].sort((a, b) => a - b);
  if (seeds.length === 0) {
    return "Nothing of it is measured.";
  }
  if (seeds.length === 1) {
    return `Test accuracy in percent, ${namedSeeds(seeds)}.`;
  }
  const whole = `Test accuracy in percent, mean ± standard deviation over ${namedSeeds(seeds)}`;
  return cells.every((cell) => cell.seeds.length === seeds.length)
    ? `${whole}.`
    : `${whole}, or those of them that are done; without a deviation, one seed.`;
}

function leadOf(leader: Cell | undefined, other: Cell | undefined): string {
  const lead = meanLead(leader, other);
  return lead === undefined ? "" : points(lead);
}

/** By how much a cell is ahead of another, over the seeds that both have. */
function meanLead(leader: Cell | undefined, other: Cell | undefined): number | undefined {
  const leads = (leader?.seeds ?? []).flatMap((seed) => {
    const [own, others] = [accuracyOf(leader, seed), accuracyOf(other, seed)];
    return own === undefined || others === undefined ? [] : [own - others];
  });
  return leads.length === 0 ? undefined : mean(leads);
}

function accuracyOf(cell: Cell | undefined, seed: number): number | undefined {
  return cell?.accuracies[cell.seeds.indexOf(seed)];
}

const percentOf = (cell: Cell | undefined) => showAccuracies(cell?.accuracies ?? []);
const percent = (share: number) => (Number.isNaN(share) ? "" : (100 * share).toFixed(1));
const points = (share: number) => (Number.isNaN(share) ? "" : signed(100 * share, 1));
const teraflops = (flops: number) => (flops / 1e12).toFixed(0);
const less = (whole: number, part: number) => `${(whole / part).toFixed(1)}x`;
const epochsTitle = (epochs: number) => `${epochs} ${epochs === 1 ? "epoch" : "epochs"}`;
const rangeOf = (depths: readonly number[]) => `${Math.min(...depths)} to ${Math.max(...depths)}`;

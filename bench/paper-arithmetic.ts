import { networkCost } from "../src/model/index.js";
import { deitConfig, deitSizes, generatedManifest } from "../test/support/generated-learngenes.js";
import { writeResult } from "./support/provenance.js";
import { markdownTable } from "./support/markdown-table.js";
import { updatePart } from "./support/readme.js";
import { sum } from "./support/statistics.js";

type Size = keyof typeof deitSizes;

/** Depths that one learngene serves. */
const depthSets = [range(6, 12), range(5, 14), range(3, 14)];

/** The Aux-Net of SWS as it was released, and the teacher that is counted here: an Ans-Net of as many layers as DeiT. */
const AUX_DEPTH = 16;
const TEACHER_DEPTH = 12;

/** Epochs: of a network trained for itself, of the Aux-Net, of a Des-Net. */
const EPOCHS = 100;
const TUNING = [5, 10] as const;

/** A pass back takes twice what one forward does. */
const STEP = 3;

/** What training each depth for itself takes, over what one learngene does. */
export interface PaperRatios {
  size: Size;
  /** The least and the greatest depth. */
  depths: [number, number];
  /** Parameters of the learngene, and of all networks together. */
  params: { learngene: number; networks: number; ratio: number };
  /** Pre-training alone: epochs against epochs, FLOPs, and FLOPs with the teacher's. */
  pretraining: { epochs: number; flops: number; withTeacher: number };
  /** Pre-training and tuning every depth, by epochs of tuning. */
  total: { tuning: number; epochs: number; flops: number; withTeacher: number }[];
}

/**
 * `npm run bench -- paper-arithmetic`: the ratios of SWS (arXiv 2404.16897) at its own sizes, counted by this program's cost
 * model from shapes alone: 20x fewer parameters stored, 10x less pre-training, 6.6x less training in all.
 */
export async function paperArithmeticBench(): Promise<void> {
  const ratios = paperRatios();
  console.log(paperTable(ratios));
  const settings = { auxDepth: AUX_DEPTH, teacherDepth: TEACHER_DEPTH, epochs: EPOCHS };
  await writeResult("paper-arithmetic", {
    command: "npm run bench -- paper-arithmetic",
    seed: null,
    settings,
    ratios,
  });
  await updatePart("docs/evidence.md", "paper-arithmetic", paperTable(ratios));
}

/** The ratios of each size and set of depths. */
export function paperRatios(): PaperRatios[] {
  return (Object.keys(deitSizes) as Size[]).flatMap((size) =>
    depthSets.map((depths) => ratiosOf(size, depths)),
  );
}

function ratiosOf(size: Size, depths: readonly number[]): PaperRatios {
  const manifest = generatedManifest(deitConfig(size));
  const { architecture, stages } = manifest;
  const learngene = networkCost(architecture, stages.length).params;
  const networks = sum(depths.map((depth) => networkCost(architecture, depth).params));
  const flops = (depth: number) => networkCost(architecture, depth).flops;
  const alone = sum(depths.map((depth) => EPOCHS * STEP * flops(depth)));
  const aux = EPOCHS * STEP * flops(AUX_DEPTH);
  const teacher = EPOCHS * flops(TEACHER_DEPTH);
  return {
    size,
    depths: [Math.min(...depths), Math.max(...depths)],
    params: { learngene, networks, ratio: networks / learngene },
    pretraining: { epochs: depths.length, flops: alone / aux, withTeacher: alone / (aux + teacher) },
    total: TUNING.map((tuning) => {
      const tuned = sum(depths.map((depth) => tuning * STEP * flops(depth)));
      return {
        tuning,
        epochs: (depths.length * EPOCHS) / (EPOCHS + depths.length * tuning),
        flops: alone / (aux + tuned),
        withTeacher: alone / (aux + teacher + tuned),
      };
    }),
  };
}

/** Results as a Markdown table. */
export function paperTable(ratios: readonly PaperRatios[]): string {
  const rows = ratios.map(({ size, depths, params, pretraining, total }) => {
    const cells = [
      `DeiT-${size.charAt(0).toUpperCase()}${size.slice(1)}, ${depths.join(" to ")}`,
      `${millions(params.networks)} / ${millions(params.learngene)}`,
      times(params.ratio),
      ...[pretraining, ...total].map(({ epochs, flops, withTeacher }) =>
        [epochs, flops, withTeacher].map(times).join(", "),
      ),
    ];
    return cells;
  });
  const heads = [
    "networks, depths",
    "parameters, M: all networks / learngene",
    "stored",
    "pre-training",
    ...TUNING.map((tuning) => `in all, tuned ${tuning} epochs`),
  ];
  return markdownTable(heads, rows);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

const times = (ratio: number) => `${ratio.toFixed(1)}x`;
const millions = (count: number) => (count / 1e6).toFixed(1);

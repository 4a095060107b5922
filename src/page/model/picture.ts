import type { Schema } from "../../contract/index.js";

/** A layer of the network as it is drawn. */
export interface DrawnLayer {
  /** Counted from 1. */
  readonly layer: number;
  /** Its stage, from 0; undefined where a rule makes it of several stored layers at once. */
  readonly stage: number | undefined;
  /** Of its stage's layers, which one, from 1. */
  readonly ofStage: number;
  readonly x: number;
  readonly width: number;
  /** For people: `Layer 3: stage 2, layer 1 of 2`. */
  readonly title: string;
}

/** Where a stage's layers are. */
export interface DrawnStage {
  readonly stage: number;
  readonly layers: number;
  /** Of its first layer; undefined if it has none. */
  readonly x: number | undefined;
  readonly width: number;
}

export interface Picture {
  readonly layers: readonly DrawnLayer[];
  readonly stages: readonly DrawnStage[];
  /** What the picture shows, for who cannot see it. */
  readonly text: string;
}

/** Share of a layer's place that is left free between two. */
const GAP = 0.12;

/** Lays a plan's layers out from left to right, `width` wide in all. */
export function drawPlan({ layers, terms, rule, depth }: Schema<"Plan">, width: number): Picture {
  const place = width / Math.max(1, depth);
  const stageOf = layers.flatMap((count, stage) =>
    Array.from({ length: count }, (_, i) => [stage, i + 1] as const),
  );
  const drawn = terms.map((sources, i): DrawnLayer => {
    const [stage, ofStage = i + 1] = stageOf[i] ?? [];
    const made =
      sources.length > 1
        ? sources
            .map(({ source, coefficient }) => `${Number(coefficient.toFixed(3))} × layer ${source}`)
            .join(" + ")
        : `stage ${(stage ?? 0) + 1}, layer ${ofStage} of ${layers[stage ?? 0] ?? 1}`;
    return {
      layer: i + 1,
      stage: sources.length > 1 ? undefined : stage,
      ofStage,
      x: i * place + (place * GAP) / 2,
      width: place * (1 - GAP),
      title: `Layer ${i + 1}: ${made}`,
    };
  });
  const stages = layers.map((count, stage): DrawnStage => {
    const own = drawn.filter((layer) => layer.stage === stage);
    return { stage, layers: count, x: own[0]?.x, width: Math.max(0, own.length * place - place * GAP) };
  });
  return { layers: drawn, stages, text: describe(rule, depth, layers) };
}

function describe(rule: string, depth: number, layers: readonly number[]): string {
  const stages = layers.map((count, i) => `stage ${i + 1} ${count}`).join(", ");
  return `${depth} layers by the rule ${rule}: ${stages}`;
}

/** What is measured of one network. */
export interface StepFigures {
  readonly name: string;
  readonly batchSize: number;
  /** Medians over the rounds, milliseconds a step. */
  readonly msPerStep: { readonly own: number; readonly eager: number; readonly compile?: number };
  /** PyTorch's time over that of this project, in the same round; medians over the rounds. */
  readonly ratios: { readonly eager: number; readonly compile?: number };
  /** FLOPs of a step are three times those of the forward pass. */
  readonly gflops: number;
  /** Of plain products on ONNX Runtime, in the same rounds. */
  readonly matmulGflops: number;
  /** The most resident memory of a process that does nothing else, MiB. */
  readonly peakMiB: { readonly own: number; readonly eager: number };
}

/** Results as a Markdown table. */
export function trainStepTable(results: readonly StepFigures[]): string {
  const rows = results.map(({ name, batchSize, msPerStep, ratios, gflops, matmulGflops, peakMiB }) => {
    const cells = [
      name,
      batchSize,
      msPerStep.own.toFixed(0),
      msPerStep.eager.toFixed(0),
      ratios.eager.toFixed(2),
      msPerStep.compile?.toFixed(0) ?? "",
      ratios.compile?.toFixed(2) ?? "",
      `${((100 * gflops) / matmulGflops).toFixed(0)} %`,
      peakMiB.own.toFixed(0),
      peakMiB.eager.toFixed(0),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| network | batch | ms/step | PyTorch, ms | ratio | compiled, ms | ratio | of ORT's matmul rate | peak, MiB | PyTorch, MiB |",
    `| --- |${" ---: |".repeat(9)}`,
    ...rows,
  ].join("\n");
}

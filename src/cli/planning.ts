import type { operations, Schema } from "../client/index.js";
import type { NamedVersion } from "./options/index.js";
import { asking, type Server } from "./remote/index.js";
import { bytesText, countText, percentText, styled, tableText } from "./terminal/index.js";

export interface PlanningOptions {
  readonly query: NonNullable<operations["getPlan"]["parameters"]["query"]>;
  /** Every depth, up to `upTo`, in place of one. */
  readonly all: boolean;
  readonly upTo: number | undefined;
  readonly json: boolean;
}

/** Prints a plan, or what each depth costs. */
export async function plan(
  server: Server,
  { owner, name, ref }: NamedVersion,
  { query, all, upTo, json }: PlanningOptions,
): Promise<void> {
  const { signal } = server;
  const version = `${owner}/${name}@${ref}` as const;
  const answer = await asking<Schema<"PlannedDepths"> | Schema<"PlannedExpansion">>(server, (client) =>
    all
      ? client.listDepths(version, { ...query, ...(upTo === undefined ? {} : { upTo }) }, { signal })
      : client.getPlan(version, query, { signal }),
  );
  const text = "depths" in answer ? depthsText(answer) : planText(`${owner}/${name}`, answer);
  process.stdout.write(json ? `${JSON.stringify(answer)}\n` : text);
}

function planText(name: string, planned: Schema<"PlannedExpansion">): string {
  const { version, digest, cost, budgets, running, accuracy } = planned;
  const { rule, depth, layers, terms, warnings } = planned.plan;
  const facts = [
    ["depth", String(depth)],
    ["layers a stage", layers.join(",")],
    ["parameters", countText(cost.params)],
    ["FLOPs an image", countText(cost.flops)],
    ["safetensors", bytesOf(cost.bytes.safetensors)],
    ["ONNX", bytesOf(cost.bytes.onnx)],
    ["memory", bytesText(cost.memory)],
    ...(cost.latencyMs === undefined || running === undefined
      ? []
      : [["latency", `${cost.latencyMs.toFixed(2)} ms on ${running.device}, ${running.threads} threads`]]),
    ["accuracy", accuracyText(accuracy)],
    ...budgets.map(({ budget, limit, cost: taken, binds }) => [
      budget,
      `${taken} of ${limit}${binds ? ", one layer more is over it" : ""}`,
    ]),
  ];
  const width = Math.max(...facts.map(([label = ""]) => label.length));
  return [
    styled("bold", `${name}@${version}, ${rule}`),
    digest,
    "",
    ...facts.map(([label = "", value = ""]) => `${label.padEnd(width)}  ${value}`),
    "",
    ...terms.map((sum, i) => `layer ${i} = ${sum.map(termText).join(" + ")}`),
    ...warnings.map((warning) => styled("yellow", `Warning: ${warning}`)),
    "",
  ].join("\n");
}

function depthsText({ depths }: Schema<"PlannedDepths">): string {
  const hasLatency = depths.some(({ cost }) => cost.latencyMs !== undefined);
  return tableText([
    [
      "DEPTH",
      "LAYERS",
      "PARAMS",
      "FLOPS",
      "SAFETENSORS",
      "ONNX",
      "MEMORY",
      "ACCURACY",
      ...(hasLatency ? ["MS"] : []),
      "FITS",
    ],
    ...depths.map(({ depth, layers, cost, accuracy, fits }) => [
      String(depth),
      layers.join(","),
      countText(cost.params),
      countText(cost.flops),
      bytesOf(cost.bytes.safetensors),
      bytesOf(cost.bytes.onnx),
      bytesText(cost.memory),
      accuracy?.kind === "measured" ? accuracyText(accuracy) : "-",
      ...(hasLatency ? [cost.latencyMs?.toFixed(2) ?? "-"] : []),
      fits ? "yes" : "no",
    ]),
  ]);
}

const bytesOf = (bytes: number | null) => (bytes === null ? "-" : bytesText(bytes));

const termText = ({ source, coefficient }: Schema<"Plan">["terms"][number][number]) =>
  coefficient === 1 ? `stored ${source}` : `${coefficient} stored ${source}`;

function accuracyText(accuracy: Schema<"KnownAccuracy">): string {
  if (accuracy === null) {
    return "-";
  }
  const values = accuracy.results.map((result) =>
    accuracy.kind === "measured"
      ? percentText(result.accuracy)
      : `${percentText(result.accuracy)} at ${result.depth}`,
  );
  return accuracy.kind === "measured" ? values.join("") : `not measured; ${values.join(", ")}`;
}

import type { Schema } from "../../contract/index.js";
import { bytes, milliseconds, percent, short } from "../model/units.js";

const budgetNames: Readonly<Record<Schema<"BudgetOutcome">["budget"], string>> = {
  maxParams: "parameters",
  maxFlops: "FLOPs",
  maxBytes: "file",
  maxMemory: "memory",
  maxLatencyMs: "latency",
};

/** What a network costs and what is known of its accuracy. */
export function PlanCosts({ planned }: { planned: Schema<"PlannedExpansion"> | undefined }) {
  const cost = planned?.cost;
  const { safetensors, onnx } = cost?.bytes ?? {};
  const binding =
    planned?.budgets.filter(({ binds }) => binds).map(({ budget }) => budgetNames[budget]) ?? [];
  return (
    <>
      <dl class="figures" aria-live="polite">
        <Figure name="Parameters" value={cost === undefined ? undefined : short(cost.params)} />
        <Figure name="FLOPs an image" value={cost === undefined ? undefined : short(cost.flops)} />
        <Figure name="safetensors" value={safetensors == null ? undefined : bytes(safetensors)} />
        <Figure name="ONNX" value={onnx == null ? undefined : bytes(onnx)} />
        <Figure name="Memory" value={cost === undefined ? undefined : bytes(cost.memory)} />
        <Figure
          name="Latency"
          value={cost?.latencyMs === undefined ? undefined : milliseconds(cost.latencyMs)}
        />
        <Figure name="Accuracy" value={accuracyOf(planned?.accuracy)} />
      </dl>
      <ul class="notes soft">
        <li>
          {binding.length === 0
            ? "\u00a0"
            : `One layer more would be over the budget: ${binding.join(", ")}.`}
        </li>
        {planned?.running === undefined ? null : (
          <li>
            Latency of a batch of {planned.running.batch} on {planned.running.device},{" "}
            {planned.running.threads} threads; timed at depths {planned.running.timed.join(" to ")}.
          </li>
        )}
        {planned?.plan.warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </>
  );
}

function Figure({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value ?? "–"}</dd>
    </div>
  );
}

function accuracyOf(accuracy: Schema<"KnownAccuracy"> | undefined): string | undefined {
  const [below, above] = accuracy?.results ?? [];
  if (accuracy == null || below === undefined) {
    return undefined;
  }
  if (accuracy.kind === "measured") {
    return percent(below.accuracy);
  }
  const near = [below, ...(above === undefined ? [] : [above])];
  return near.map((result) => `${percent(result.accuracy)} at ${result.depth}`).join(", ");
}

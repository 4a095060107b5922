import { useEffect, useMemo, useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import { client, serverUrl } from "../browser/session.js";
import { useAsked } from "../browser/hooks.js";
import {
  depthsQuery,
  initQuery,
  planQuery,
  readForm,
  writeForm,
  type Field,
  type PlanForm,
} from "../model/plan-form.js";
import { learngeneLink } from "../model/route.js";
import { PlanPicture } from "../parts/plan-picture.js";
import { Problem } from "../parts/problem.js";
import { Snippets } from "../parts/snippet.js";
import { BudgetFields, DepthSlider, FormFields } from "./plan-fields.js";
import { PlanCosts } from "./plan-costs.js";
import { DepthPlots } from "./depth-plots.js";
import { DownloadNetwork } from "./download-network.js";
import { TryIt } from "./try-it.js";

interface Props {
  readonly version: Schema<"Version">;
  readonly refName: string;
  readonly isPrivate: boolean;
  readonly query: URLSearchParams;
}

/** The last depth that plots and slider have. */
const UP_TO = 32;

/** Milliseconds that a slider is left to move before the server is asked. */
const PATIENCE = 120;

/** What the learngene becomes at a depth or within budgets, and what to do with it. */
export function Planner({ version, refName, isPrivate, query }: Props) {
  const { owner, name, manifest } = version;
  const stages = manifest.stages.reduce((sum, { layers }) => sum + layers, 0);
  const [form, setForm] = useState<PlanForm>(() => readForm(query, Math.min(stages, UP_TO)));
  const reference = `${owner}/${name}@${version.digest}` as const;
  const change = (changes: Partial<Record<Field, string>>) => {
    const next = { ...form, ...changes };
    setForm(next);
    history.replaceState(null, "", learngeneLink(owner, name, refName, writeForm(next)));
  };
  const asked = planQuery(form);
  const plan = useAsked(
    JSON.stringify(asked),
    (signal) => client.getPlan(reference, asked, { signal }),
    PATIENCE,
  );
  const depthsAsked = depthsQuery(form);
  const depths = useAsked(
    JSON.stringify(depthsAsked),
    (signal) => client.listDepths(reference, { ...depthsAsked, upTo: UP_TO }, { signal }),
    PATIENCE,
  );
  const devices = useAsked("devices", async (signal) => {
    const names: string[] = [];
    for await (const device of client.listDevices({}, { signal })) {
      names.push(device.name);
    }
    return names;
  });
  // What was last planned stays while the next is asked for, so that nothing jumps.
  const [shown, setShown] = useState<Schema<"PlannedExpansion">>();
  useEffect(() => {
    if (plan.value !== undefined) setShown(plan.value);
  }, [plan.value]);
  const depth = form.depth === "" ? (shown?.plan.depth ?? 1) : Number(form.depth);
  const init = useMemo(() => initQuery(form, shown?.plan.depth ?? depth), [form, shown, depth]);
  const { config } = manifest.architecture;
  return (
    <>
      <section aria-labelledby="plan" class="planner">
        <h2 id="plan">What it becomes</h2>
        <div class="columns">
          <form
            onSubmit={(event) => {
              event.preventDefault();
            }}
          >
            <DepthSlider
              depths={depths.value?.depths}
              depth={depth}
              isByBudget={form.depth === ""}
              onChange={change}
            />
            <BudgetFields form={form} devices={devices.value ?? []} onChange={change} />
            <FormFields form={form} onChange={change} />
          </form>
          <div class="outcome" aria-busy={plan.isBusy}>
            {plan.error === undefined ? null : <Problem error={plan.error} />}
            {shown === undefined ? <div class="picture-place" /> : <PlanPicture plan={shown.plan} />}
            <PlanCosts planned={shown} />
            <DownloadNetwork
              reference={reference}
              query={init}
              isBusy={plan.isBusy || plan.error !== undefined}
            />
            {depths.error === undefined ? null : <Problem error={depths.error} retry={depths.again} />}
            <DepthPlots
              depths={depths.value?.depths}
              depth={shown?.plan.depth ?? depth}
              format={form.format === "onnx" ? "onnx" : "safetensors"}
            />
          </div>
        </div>
      </section>
      <TryIt reference={reference} query={init} manifest={manifest} />
      <Snippets
        place={{
          server: serverUrl,
          owner,
          name,
          ref: refName,
          query: snippetQuery(init),
          isPrivate,
          config,
          imageSize: form.imageSize === "" ? config.imageSize : Number(form.imageSize),
        }}
      />
    </>
  );
}

/** Format and dialect are the tool's to say. */
function snippetQuery(init: Readonly<Record<string, unknown>>): URLSearchParams {
  const kept = Object.entries(init).filter(([key]) => key !== "format" && key !== "dialect");
  return new URLSearchParams(kept.map(([key, value]) => [key, String(value)]));
}

import { useEffect, useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import type { JobEvent } from "../../client/index.js";
import { client } from "../browser/session.js";
import { useAsked } from "../browser/hooks.js";
import { save } from "../browser/save.js";
import { noCurves, withEvent, type Curves } from "../model/curves.js";
import { bytes, duration } from "../model/units.js";
import { Plot } from "../parts/plot.js";
import { Problem } from "../parts/problem.js";
import { OfLearngene, State } from "./jobs.js";

/** A job, followed while it runs. */
export function Job({ id }: { id: string }) {
  const { value: job, error, again } = useAsked(id, (signal) => client.getJob(id, { signal }));
  const { curves, last, news, broke } = useEvents(id, again);
  const [refused, setRefused] = useState<unknown>();
  if (job === undefined) {
    return (
      <>
        <h1>Job</h1>
        {error === undefined ? (
          <p class="soft" role="status">
            Loading
          </p>
        ) : (
          <Problem error={error} retry={again} />
        )}
      </>
    );
  }
  const { kind, dataset, state, cancelling } = job;
  const isOpen = state === "queued" || state === "running";
  const cancel = async () => {
    await client.cancelJob(id);
    again();
  };
  return (
    <>
      <h1>
        {kind} <State state={state} />
      </h1>
      <p>
        <OfLearngene job={job} />
        {`${planOf(job.plan)}, on ${dataset.replace(/@.*$/, "")}`}
      </p>
      <Standing job={job} last={last} />
      {isOpen ? (
        <p>
          <button type="button" disabled={cancelling} onClick={() => void cancel().catch(setRefused)}>
            {cancelling ? "Cancelling" : "Cancel the job"}
          </button>
        </p>
      ) : null}
      {refused === undefined ? null : <Problem error={refused} />}
      {broke === undefined ? null : <Problem error={broke} />}
      {job.error === undefined ? null : (
        <div class="problem" role="note">
          <p>
            <strong>{job.error.message}</strong> {job.error.fix}
          </p>
        </div>
      )}
      <JobCurves curves={curves} />
      <Artifacts job={job} />
      {news.length === 0 ? null : (
        <section aria-labelledby="news">
          <h2 id="news">What it told</h2>
          <ul class="notes">
            {news.map(({ number, text }) => (
              <li key={number}>{text}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

interface Told {
  readonly curves: Curves;
  readonly last: Extract<JobEvent, { type: "train" }>["data"] | undefined;
  readonly news: readonly { readonly number: number; readonly text: string }[];
}

/** What a job told so far, and tells; `onState` when it stands otherwise. */
function useEvents(id: string, onState: () => void): Told & { broke: unknown } {
  const [told, setTold] = useState<Told>({ curves: noCurves(), last: undefined, news: [] });
  const [broke, setBroke] = useState<unknown>();
  useEffect(() => {
    const leave = new AbortController();
    const follow = async () => {
      for await (const event of client.followJob(id, { signal: leave.signal })) {
        setTold((before) => withNews(before, event));
        if (event.type === "state") onState();
      }
      onState();
    };
    follow().catch((error: unknown) => {
      if (!leave.signal.aborted) setBroke(error);
    });
    return () => {
      leave.abort();
    };
  }, [id]);
  return { ...told, broke };
}

function withNews({ curves, last, news }: Told, event: JobEvent): Told {
  const text =
    event.type === "note"
      ? event.data.text
      : event.type === "evaluate"
        ? `${event.data.subject}: accuracy ${((event.data.accuracy ?? 0) * 100).toFixed(2)} %, loss ${(event.data.loss ?? 0).toFixed(4)}`
        : undefined;
  return {
    curves: withEvent(curves, event),
    last: event.type === "train" ? event.data : last,
    news: text === undefined ? news : [...news, { number: event.id, text }],
  };
}

function planOf(plan: Schema<"Job">["plan"]): string {
  if (plan === undefined) {
    return "";
  }
  return plan.layers === undefined ? `, ${plan.depth ?? "?"} layers` : `, layers ${plan.layers.join(",")}`;
}

function Standing({ job, last }: { job: Schema<"Job">; last: Told["last"] }) {
  if (last === undefined) {
    return <p class="soft">{job.state === "queued" ? "Waits for a worker." : "\u00a0"}</p>;
  }
  const left =
    job.state === "running" && last.secondsLeft !== null ? `, ${duration(last.secondsLeft)} left` : "";
  return (
    <div class="transfer">
      <progress aria-label="Steps" max={last.totalSteps} value={last.step} />
      <span>
        step {last.step} of {last.totalSteps}
        {last.imagesPerSecond === null ? "" : `, ${Math.round(last.imagesPerSecond)} images/s`}
        {left}
      </span>
    </div>
  );
}

function JobCurves({ curves: { steps, loss, accuracy, measured } }: { curves: Curves }) {
  if (steps.length === 0) {
    return null;
  }
  const lines = [
    { label: "Of the batch, %", values: accuracy, colour: 0 },
    { label: "Measured, %", values: measured, colour: 1, isSparse: true },
  ];
  return (
    <div class="plots">
      <Plot
        title="Loss by step"
        xLabel="Step"
        x={steps}
        lines={[{ label: "Loss", values: loss, colour: 0 }]}
        height={220}
      />
      <Plot title="Accuracy by step" xLabel="Step" x={steps} lines={lines} height={220} />
    </div>
  );
}

function Artifacts({ job: { id, artifacts } }: { job: Schema<"Job"> }) {
  const [error, setError] = useState<unknown>();
  const download = async (name: string, digest: string) => {
    setError(undefined);
    await save(await client.downloadArtifact(id, name, { digest }));
  };
  return artifacts.length === 0 ? null : (
    <section aria-labelledby="files">
      <h2 id="files">Files</h2>
      <ul class="files">
        {artifacts.map(({ name, size, digest }) => (
          <li key={name}>
            <button type="button" onClick={() => void download(name, digest).catch(setError)}>
              {name}
            </button>{" "}
            <span class="soft">{bytes(size)}</span>
          </li>
        ))}
      </ul>
      {error === undefined ? null : <Problem error={error} />}
    </section>
  );
}

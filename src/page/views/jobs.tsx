import type { Schema } from "../../contract/index.js";
import { dataOf } from "../../client/index.js";
import { client } from "../browser/session.js";
import { useAsked } from "../browser/hooks.js";
import { jobLink, learngeneLink } from "../model/route.js";
import { Problem } from "../parts/problem.js";
import { Table } from "../parts/table.js";

/** Jobs on the list: the newest. */
const COUNT = 100;

/** What the server trains and measures, the newest first. */
export function Jobs() {
  const { value, error, isBusy, again } = useAsked("jobs", (signal) =>
    dataOf(client.api.GET("/v1/jobs", { params: { query: { limit: COUNT } }, signal })),
  );
  return (
    <>
      <h1>Jobs</h1>
      <p>
        <button type="button" disabled={isBusy} onClick={again}>
          Look again
        </button>
      </p>
      {error === undefined ? null : <Problem error={error} />}
      {value === undefined ? (
        <p role="status" class="soft">
          {error === undefined ? "Loading" : ""}
        </p>
      ) : (
        <List jobs={value.items} />
      )}
    </>
  );
}

function List({ jobs }: { jobs: readonly Schema<"Job">[] }) {
  if (jobs.length === 0) {
    return (
      <p>
        No jobs that you may see.{" "}
        <code>learngene jobs submit finetune --learngene OWNER/NAME --depth 9 …</code> makes one.
      </p>
    );
  }
  return (
    <Table label="Jobs" titles={["Job", "State", "Learngene", "Data set", "Submitted"]}>
      {jobs.map(({ id, kind, state, learngene, dataset, createdAt }) => (
        <tr key={id}>
          <th scope="row">
            <a href={jobLink(id)}>
              {kind} <code>{id.slice(0, 8)}</code>
            </a>
          </th>
          <td>
            <State state={state} />
          </td>
          <td>
            <OfLearngene job={{ learngene }} />
          </td>
          <td>{dataset.replace(/@.*$/, "")}</td>
          <td>{createdAt.slice(0, 16).replace("T", " ")}</td>
        </tr>
      ))}
    </Table>
  );
}

/** What a job starts from, where that is a learngene. */
export function OfLearngene({ job: { learngene } }: { job: Pick<Schema<"Job">, "learngene"> }) {
  if (learngene === undefined) {
    return <>–</>;
  }
  const { owner, name, version } = learngene;
  return (
    <a href={learngeneLink(owner, name, String(version))}>
      {owner}/{name}@{version}
    </a>
  );
}

export function State({ state }: { state: Schema<"JobState"> }) {
  return <span class={`badge ${state}`}>{state}</span>;
}

import { useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import { dataOf } from "../../client/index.js";
import { client } from "../browser/session.js";
import { useAsked } from "../browser/hooks.js";
import { learngeneLink } from "../model/route.js";
import { bytes, day } from "../model/units.js";
import { Problem } from "../parts/problem.js";

/** Learngenes on a page of the list. */
const PAGE = 24;

/** All learngenes that may be seen, and a search of them. */
export function Browse({ query }: { query: URLSearchParams }) {
  const [q, setQ] = useState(query.get("q") ?? "");
  const [dataset, setDataset] = useState(query.get("dataset") ?? "");
  const [more, setMore] = useState<readonly Schema<"LearngenePage">[]>([]);
  const [moreError, setMoreError] = useState<unknown>();
  const filters = {
    ...(q.trim() === "" ? {} : { q: q.trim() }),
    ...(dataset.trim() === "" ? {} : { dataset: dataset.trim() }),
  };
  const page = (cursor: string | undefined, signal?: AbortSignal) =>
    dataOf(
      client.api.GET("/v1/learngenes", {
        params: { query: { ...filters, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) } },
        ...(signal === undefined ? {} : { signal }),
      }),
    );
  const first = useAsked(
    JSON.stringify(filters),
    (signal) => {
      setMore([]);
      setMoreError(undefined);
      const link = new URLSearchParams(filters).toString();
      history.replaceState(null, "", link === "" ? "#/" : `#/?${link}`);
      return page(undefined, signal);
    },
    150,
  );
  const pages = first.value === undefined ? [] : [first.value, ...more];
  const cursor = pages.at(-1)?.nextCursor;
  const items = pages.flatMap((each) => each.items);
  const showMore = async () => {
    setMore([...more, await page(cursor)]);
  };
  return (
    <>
      <h1>Learngenes</h1>
      <form
        role="search"
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
        }}
      >
        <label>
          Search
          <input
            type="search"
            value={q}
            placeholder="owner, name or description"
            onInput={(event) => {
              setQ(event.currentTarget.value);
            }}
          />
        </label>
        <label>
          Trained on
          <input
            type="search"
            value={dataset}
            placeholder="any data set"
            onInput={(event) => {
              setDataset(event.currentTarget.value);
            }}
          />
        </label>
      </form>
      <p role="status" class="soft">
        {countOf(items.length, cursor !== undefined, first.value === undefined)}
      </p>
      {first.error === undefined ? null : <Problem error={first.error} retry={first.again} />}
      <ul class="cards">
        {items.map((item) => (
          <li key={`${item.owner}/${item.name}`}>
            <Summary {...item} />
          </li>
        ))}
      </ul>
      {moreError === undefined ? null : <Problem error={moreError} />}
      {cursor === undefined ? null : (
        <button type="button" onClick={() => void showMore().catch(setMoreError)}>
          Show more
        </button>
      )}
    </>
  );
}

function countOf(count: number, isMore: boolean, isPending: boolean): string {
  if (isPending) {
    return "\u00a0";
  }
  return count === 0 ? "None fits." : `${count}${isMore ? " and more" : ""}`;
}

function Summary({
  owner,
  name,
  description,
  family,
  dataset,
  license,
  visibility,
  latest,
}: Schema<"LearngeneSummary">) {
  return (
    <article class="card">
      <h2>
        <a href={learngeneLink(owner, name)}>
          {owner}/{name}
        </a>
        {visibility === "private" ? <span class="badge">private</span> : null}
      </h2>
      <p>{description === "" ? <span class="soft">No description.</span> : description}</p>
      <p class="soft">
        {[
          family,
          dataset ?? "data set unknown",
          license,
          `v${latest.version}`,
          bytes(latest.size),
          day(latest.createdAt),
        ].join(" · ")}
      </p>
    </article>
  );
}

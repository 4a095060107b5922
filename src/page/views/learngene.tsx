import { useMemo } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import { client } from "../browser/session.js";
import { useAsked } from "../browser/hooks.js";
import { learngeneLink } from "../model/route.js";
import { day } from "../model/units.js";
import { Problem } from "../parts/problem.js";
import { Card } from "./card.js";
import { Planner } from "./planner.js";
import { Facts } from "./facts.js";
import { Versions } from "./versions.js";

interface Props {
  readonly owner: string;
  readonly name: string;
  readonly ref: string;
  readonly query: URLSearchParams;
}

/** A learngene: what it becomes, what it is, and its versions. */
export function Learngene({ owner, name, ref, query }: Props) {
  const asked = useAsked(`${owner}/${name}@${ref}`, async (signal) => {
    const [learngene, version] = await Promise.all([
      client.getLearngene(`${owner}/${name}`, { yanked: true }, { signal }),
      client.getVersion(`${owner}/${name}@${ref}`, { signal }),
    ]);
    return { learngene, version };
  });
  // Read once: from then on the form writes the link.
  const first = useMemo(() => query, [owner, name, ref]);
  const { value, error, again } = asked;
  return (
    <>
      <h1>
        {owner}/{name}
        {value?.learngene.visibility === "private" ? <span class="badge">private</span> : null}
      </h1>
      {error === undefined ? null : <Problem error={error} retry={again} />}
      {value === undefined ? (
        <p class="soft loading" role="status">
          {error === undefined ? "Loading" : ""}
        </p>
      ) : (
        <Known {...value} refName={ref} query={first} />
      )}
    </>
  );
}

interface KnownProps {
  readonly learngene: Schema<"Learngene">;
  readonly version: Schema<"Version">;
  readonly refName: string;
  readonly query: URLSearchParams;
}

function Known({ learngene, version, refName, query }: KnownProps) {
  const { owner, name, description, versions, tags } = learngene;
  const choices = [...tags.map(({ tag }) => tag), ...versions.map(({ version: number }) => String(number))];
  return (
    <>
      <div class="lead">
        <p>{description}</p>
        <label>
          Version
          <select
            value={refName}
            onChange={(event) => {
              location.hash = learngeneLink(owner, name, event.currentTarget.value);
            }}
          >
            {(choices.includes(refName) ? choices : [refName, ...choices]).map((choice) => (
              <option key={choice} value={choice}>
                {choice.length > 40 ? `${choice.slice(0, 19)}…` : choice}
              </option>
            ))}
          </select>
        </label>
      </div>
      {version.yanked === undefined ? null : (
        <div class="problem" role="note">
          <p>
            <strong>
              Version {version.version} was yanked on {day(version.yanked.at)}.
            </strong>{" "}
            {version.yanked.reason}
          </p>
        </div>
      )}
      <Planner
        key={version.digest}
        version={version}
        refName={refName}
        isPrivate={learngene.visibility === "private"}
        query={query}
      />
      <Facts version={version} license={learngene.license} />
      <Card text={learngene.card} />
      <Versions learngene={learngene} current={version.version} />
    </>
  );
}

import { useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import type { Progress } from "../../client/index.js";
import { client } from "../browser/session.js";
import { save } from "../browser/save.js";
import { learngeneLink } from "../model/route.js";
import { bytes, day } from "../model/units.js";
import { Problem } from "../parts/problem.js";
import { TransferProgress } from "../parts/progress.js";
import { Table } from "../parts/table.js";

/** A learngene's versions, the newest first, each to be looked at and downloaded. */
export function Versions({ learngene, current }: { learngene: Schema<"Learngene">; current: number }) {
  const { owner, name, versions } = learngene;
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<unknown>();
  const download = async (number: number) => {
    setError(undefined);
    setProgress({ bytes: 0, total: undefined });
    try {
      await save(await client.downloadVersion(`${owner}/${name}@${number}`, { onProgress: setProgress }));
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <Table label="Versions" titles={["Version", "Tags", "Published", "Size", "File"]}>
        {versions.map(({ version, tags, createdAt, size, yanked }) => (
          <tr key={version}>
            <th scope="row">
              <a
                href={learngeneLink(owner, name, String(version))}
                {...(version === current ? { "aria-current": "true" as const } : {})}
              >
                v{version}
              </a>
              {yanked === undefined ? null : <span class="badge">yanked</span>}
            </th>
            <td>{tags.join(", ")}</td>
            <td>{day(createdAt)}</td>
            <td>{bytes(size)}</td>
            <td>
              <button
                type="button"
                disabled={progress !== undefined}
                aria-label={`Download version ${version}`}
                onClick={() => void download(version).catch(setError)}
              >
                Download
              </button>
            </td>
          </tr>
        ))}
      </Table>
      {progress === undefined ? null : (
        <TransferProgress what="Download of the learngene" progress={progress} />
      )}
      {error === undefined ? null : <Problem error={error} />}
    </section>
  );
}

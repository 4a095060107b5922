import { useRef, useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import type { Progress } from "../../client/index.js";
import { client } from "../browser/session.js";
import { learngeneLink } from "../model/route.js";
import { bytes } from "../model/units.js";
import { Problem } from "../parts/problem.js";
import { TransferProgress } from "../parts/progress.js";

type Visibility = "" | "public" | "private";

/** Publishes a learngene file that is dropped here or chosen. */
export function Publish() {
  const [file, setFile] = useState<File>();
  const [owner, setOwner] = useState("");
  const [name, setName] = useState("");
  const [visibility, setVisibility] = useState<Visibility>("");
  const [progress, setProgress] = useState<Progress>();
  const [published, setPublished] = useState<Schema<"Version">>();
  const [error, setError] = useState<unknown>();
  const leave = useRef<AbortController>(undefined);
  const take = (given: File | undefined) => {
    setFile(given);
    setPublished(undefined);
    setError(undefined);
    if (given !== undefined && name === "") {
      setName(given.name.replace(/\.safetensors$/, ""));
    }
  };
  const publish = async () => {
    if (file === undefined) {
      return;
    }
    setError(undefined);
    setPublished(undefined);
    leave.current = new AbortController();
    const { signal } = leave.current;
    try {
      const options = { signal, onProgress: setProgress, ...(visibility === "" ? {} : { visibility }) };
      setPublished(await client.publish(`${owner}/${name}`, file, options));
    } catch (problem) {
      if (!signal.aborted) setError(problem);
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <>
      <h1>Publish</h1>
      <p>
        A learngene file becomes the next version. <code>learngene learn</code> and{" "}
        <code>learngene import</code> make such files.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <DropZone file={file} onFile={take} />
        <div class="fields">
          <label>
            Owner
            <input
              required
              value={owner}
              autocomplete="off"
              onInput={(event) => {
                setOwner(event.currentTarget.value);
              }}
            />
          </label>
          <label>
            Name
            <input
              required
              value={name}
              autocomplete="off"
              onInput={(event) => {
                setName(event.currentTarget.value);
              }}
            />
          </label>
          <label>
            Seen by
            <select
              value={visibility}
              onChange={(event) => {
                setVisibility(event.currentTarget.value as Visibility);
              }}
            >
              <option value="">as it is; everybody if new</option>
              <option value="public">everybody</option>
              <option value="private">who has a token for its owner</option>
            </select>
          </label>
        </div>
        {progress === undefined ? (
          <button type="submit" class="main" disabled={file === undefined}>
            Publish
          </button>
        ) : (
          <button type="button" onClick={() => leave.current?.abort()}>
            Stop
          </button>
        )}
      </form>
      {progress === undefined ? null : <TransferProgress what="Upload" progress={progress} />}
      <p role="status">
        {published === undefined ? (
          ""
        ) : (
          <>
            Published:{" "}
            <a href={learngeneLink(published.owner, published.name, String(published.version))}>
              {published.owner}/{published.name}, version {published.version}
            </a>
          </>
        )}
      </p>
      {error === undefined ? null : <Problem error={error} />}
    </>
  );
}

function DropZone({ file, onFile }: { file: File | undefined; onFile: (file: File | undefined) => void }) {
  const [isOver, setOver] = useState(false);
  return (
    <label
      class={isOver ? "drop over" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFile(event.dataTransfer?.files[0]);
      }}
    >
      {file === undefined
        ? "Drop a .safetensors file here, or choose one"
        : `${file.name}, ${bytes(file.size)}`}
      <input
        type="file"
        accept=".safetensors"
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0]);
        }}
      />
    </label>
  );
}

import { useRef, useState } from "preact/hooks";
import type { LearngeneClient, Progress, VersionReference } from "../../client/index.js";
import { client } from "../browser/session.js";
import { save } from "../browser/save.js";
import { Problem } from "../parts/problem.js";
import { TransferProgress } from "../parts/progress.js";

interface Props {
  readonly reference: VersionReference;
  readonly query: Parameters<LearngeneClient["downloadInit"]>[1];
  readonly isBusy: boolean;
}

/** Downloads the network that is shown. */
export function DownloadNetwork({ reference, query, isBusy }: Props) {
  const [progress, setProgress] = useState<Progress>();
  const [saved, setSaved] = useState("");
  const [error, setError] = useState<unknown>();
  const leave = useRef<AbortController>(undefined);
  const start = async () => {
    setError(undefined);
    setSaved("");
    setProgress({ bytes: 0, total: undefined });
    leave.current = new AbortController();
    try {
      const { signal } = leave.current;
      const download = await client.downloadInit(reference, query, { signal, onProgress: setProgress });
      await save(download);
      setSaved(`${download.fileName}, ${download.digest ?? ""}`);
    } catch (problem) {
      if (!leave.current.signal.aborted) setError(problem);
    } finally {
      setProgress(undefined);
    }
  };
  return (
    <div class="download">
      {progress === undefined ? (
        <button type="button" class="main" disabled={isBusy} onClick={() => void start()}>
          Download the network
        </button>
      ) : (
        <>
          <button type="button" onClick={() => leave.current?.abort()}>
            Stop
          </button>
          <TransferProgress what="Download of the network" progress={progress} />
        </>
      )}
      <p class="soft digest" role="status">
        {saved}
      </p>
      {error === undefined ? null : <Problem error={error} />}
    </div>
  );
}

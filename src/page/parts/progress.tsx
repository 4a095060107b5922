import type { Progress } from "../../client/index.js";
import { bytes } from "../model/units.js";

/** How far a transfer is. */
export function TransferProgress({ what, progress }: { what: string; progress: Progress | undefined }) {
  const { bytes: done = 0, total } = progress ?? {};
  return (
    <div class="transfer">
      <progress aria-label={what} max={total ?? 1} {...(total === undefined ? {} : { value: done })} />
      <span>
        {bytes(done)}
        {total === undefined ? "" : ` of ${bytes(total)}`}
      </span>
    </div>
  );
}

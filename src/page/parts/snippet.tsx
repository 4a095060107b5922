import { useState } from "preact/hooks";
import { snippets, type Place } from "../model/snippets.js";

/** Code for one tool at a time, to be copied. */
export function Snippets({ place }: { place: Place }) {
  const all = snippets(place);
  const [tool, setTool] = useState(all[0]?.tool ?? "");
  const [isCopied, setCopied] = useState(false);
  const shown = all.find((each) => each.tool === tool);
  const copy = async () => {
    await navigator.clipboard.writeText(shown?.code ?? "");
    setCopied(true);
  };
  return (
    <section aria-labelledby="use">
      <h2 id="use">Use it</h2>
      <div class="choices" role="group" aria-label="Tool">
        {all.map((each) => (
          <button
            type="button"
            key={each.tool}
            aria-pressed={each.tool === tool}
            onClick={() => {
              setTool(each.tool);
              setCopied(false);
            }}
          >
            {each.tool}
          </button>
        ))}
      </div>
      <div class="snippet">
        <pre tabIndex={0} aria-label={`Code for ${tool}`}>
          <code>{shown?.code}</code>
        </pre>
        <button
          type="button"
          onClick={() =>
            void copy().catch(() => {
              setCopied(false);
            })
          }
        >
          {isCopied ? "Copied" : "Copy"}
        </button>
        <span class="unseen" role="status">
          {isCopied ? "Copied to the clipboard" : ""}
        </span>
      </div>
    </section>
  );
}

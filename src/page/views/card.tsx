import { useEffect, useState } from "preact/hooks";

/** A learngene's card. Its Markdown is made HTML without any HTML of its own, and loads nothing from elsewhere. */
export function Card({ text }: { text: string }) {
  const [html, setHtml] = useState("");
  useEffect(() => {
    let isGone = false;
    if (text !== "") {
      void import("../model/markdown.js").then(({ toHtml }) => {
        if (!isGone) setHtml(toHtml(text));
      });
    }
    return () => {
      isGone = true;
    };
  }, [text]);
  return text === "" ? null : (
    <section aria-labelledby="card">
      <h2 id="card">Card</h2>
      <div class="markdown" dangerouslySetInnerHTML={{ __html: html }} />
    </section>
  );
}

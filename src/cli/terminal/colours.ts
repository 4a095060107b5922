import { styleText } from "node:util";

interface Terminal {
  readonly isTTY?: boolean;
}

/** Whether a stream is to have colours: on terminals, unless `NO_COLOR` is set (no-color.org) or the terminal has none. */
export function isColoured(stream: Terminal, env: NodeJS.ProcessEnv = process.env): boolean {
  const noColor = env["NO_COLOR"];
  return stream.isTTY === true && (noColor === undefined || noColor === "") && env["TERM"] !== "dumb";
}

type Style = "bold" | "red" | "yellow" | "dim";

/** A text in a style, where the stream it goes to is to have colours. */
export function styled(style: Style, text: string, stream: Terminal = process.stdout): string {
  // What the stream is was looked at already, in all Nodes alike.
  return isColoured(stream) ? styleText(style, text, { validateStream: false }) : text;
}

import { barReporter } from "./bar-reporter.js";
import { lineReporter } from "./line-reporter.js";
import type { Reporter, ReportStream } from "./reporter.js";

/** News for people: a bar where the stream (standard error if none is given) is a terminal, lines where it is piped. */
export function terminalReporter(stream: ReportStream = process.stderr): Reporter {
  return stream.isTTY === true ? barReporter(stream) : lineReporter({ stream });
}

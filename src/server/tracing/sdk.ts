import { diag, DiagLogLevel } from "@opentelemetry/api";
import { InputError } from "../../model/index.js";
import type { Logger } from "../logging.js";

/** Variables that ask for traces when one is set. */
const asking = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_TRACES_EXPORTER"];

/**
 * Loads OpenTelemetry's SDK if its standard variables ask for traces, and sends them as those say; metrics and logs
 * have ways of their own. Resolves to what sends the last spans and stops, without the SDK to nothing. Throws
 * `invalid-config` where traces are asked for and the package is not installed.
 */
export async function startTracing(env: NodeJS.ProcessEnv, logger: Logger): Promise<() => Promise<void>> {
  if (!asksForTraces(env)) {
    return () => Promise.resolve();
  }
  const { NodeSDK, resources } = await loadSdk();
  if (env["OTEL_LOG_LEVEL"] === undefined) {
    reportTo(logger);
  }
  const sdk = new NodeSDK({
    ...(namesService(env) ? {} : { serviceName: "learngene" }),
    // Its default also tells the command line, in which a password may stand.
    ...(env["OTEL_NODE_RESOURCE_DETECTORS"] === undefined
      ? { resourceDetectors: [resources.envDetector, resources.hostDetector] }
      : {}),
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return async () => {
    // A collector that is gone must not keep the server from stopping.
    await sdk.shutdown().catch((error: unknown) => {
      logger.warn({ err: error }, "the last spans were not sent");
    });
  };
}

function asksForTraces(env: NodeJS.ProcessEnv): boolean {
  const disabled = env["OTEL_SDK_DISABLED"]?.trim().toLowerCase() === "true";
  return (
    !disabled &&
    env["OTEL_TRACES_EXPORTER"] !== "none" &&
    asking.some((name) => env[name] !== undefined && env[name] !== "")
  );
}

function namesService(env: NodeJS.ProcessEnv): boolean {
  return (
    env["OTEL_SERVICE_NAME"] !== undefined ||
    env["OTEL_RESOURCE_ATTRIBUTES"]?.includes("service.name=") === true
  );
}

async function loadSdk(): Promise<typeof import("@opentelemetry/sdk-node")> {
  try {
    return await import("@opentelemetry/sdk-node");
  } catch (cause) {
    throw new InputError(
      "invalid-config",
      "OTEL_… variables ask for traces, but OpenTelemetry's SDK is not installed",
      {
        field: "OTEL_EXPORTER_OTLP_ENDPOINT",
        fix: "Install @opentelemetry/sdk-node, which --omit=optional leaves out, or set OTEL_SDK_DISABLED=true.",
        cause,
      },
    );
  }
}

/** Lets the SDK's warnings, such as of a collector that does not answer, stand in the server's log. */
function reportTo(logger: Logger): void {
  const quiet = () => undefined;
  diag.setLogger(
    {
      error: (message) => {
        logger.warn({ openTelemetry: message }, "OpenTelemetry failed");
      },
      warn: (message) => {
        logger.warn({ openTelemetry: message }, "OpenTelemetry warns");
      },
      info: quiet,
      debug: quiet,
      verbose: quiet,
    },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/**
 * The HTTP server. `openapi/learngene.yaml` is its contract: requests are validated against it, and `npm run
 * generate` makes the handlers' types from it. To add a route, write it there, then in `routes/`.
 */
export { DEFAULT_RATE_LIMIT, type AccessOptions } from "./access/index.js";
export { isLoopbackHost } from "./access/loopback.js";
export { checkTrustProxy } from "./access/trust-proxy.js";
export { DEFAULT_HOST, DEFAULT_PORT } from "./address.js";
export { createApp, type AppParts } from "./app.js";
export { defaultLimits, type Limits } from "./limits.js";
export { checkAddress } from "./listen.js";
export { createLogger, type Logger } from "./logging.js";
export { Metrics } from "./metrics/metrics.js";
export { startServer, type RunningServer, type ServerOptions } from "./server.js";
export { registrySpans } from "./tracing/registry.js";
export { startTracing } from "./tracing/sdk.js";

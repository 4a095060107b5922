import { InputError } from "../model/index.js";
import { catalogHasTokens, type RegistryConfig } from "../registry/index.js";
import { checkTrustProxy, isLoopbackHost, type AccessOptions } from "../server/index.js";

/** Where a server is to listen, and whom it is to serve. */
export interface Exposure {
  readonly host: string;
  readonly registry: RegistryConfig;
  readonly access: AccessOptions;
}

/**
 * Refuses to serve others than this machine while anyone could write, before anything is made: throws `invalid-config`
 * unless there is a token, or the server takes no writes, or its user wants it so. A proxy that is to be trusted stands
 * for others.
 */
export async function checkExposure({ host, registry, access }: Exposure): Promise<void> {
  const { trustProxy = [], readOnly = false, insecure = false } = access;
  checkTrustProxy(trustProxy);
  const isExposed = trustProxy.length > 0 || !(await isLoopbackHost(host));
  if (isExposed && !readOnly && !insecure && !(await catalogHasTokens(registry))) {
    const [field, value] = trustProxy.length > 0 ? ["--trust-proxy", trustProxy.join(",")] : ["--host", host];
    throw new InputError("invalid-config", `with ${field} ${value} others reach a server that has no token`, {
      field,
      value,
      fix:
        "Make a token first: learngene tokens create admin --grant '*:admin'. Or give --read-only, or --insecure " +
        "if everybody may write.",
    });
  }
}

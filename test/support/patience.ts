/** How long, in milliseconds, a test waits for what must come: longer than a machine takes that is busy besides. */
export const PATIENCE = 20_000;

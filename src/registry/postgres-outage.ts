import pg from "pg";

/**
 * SQLSTATEs, or their first characters, that say nothing of the statement but that the server cannot carry it out now.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const outages = [
  "08", // exceptions of the connection
  "25006", // read-only: a standby, after a failover
  "28", // this user or password is refused
  "3D000", // the database is not there
  "40001", // not to be serialized with others
  "40P01", // a deadlock, which the server ended
  "53", // out of disk, memory or connections
  "55P03", // a lock could not be had in time
  "57", // cancelled by a timeout or an operator; shutting down, starting up
  "58", // faults of the system: input and output
] as const;

/** Whether an error of node-postgres says that the database cannot serve now, and nothing of what it was asked. */
export function isOutage(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    return outages.some((state) => error.code?.startsWith(state));
  }
  // What does not come from the server comes from the way there: sockets, names, TLS, the driver's own timeouts.
  return error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
}

/** Whether a connection may serve on after a statement on it failed so. */
export function isUsableAfter(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}

import pg from "pg";
import { InputError } from "../model/index.js";
import type { Database, PoolState, Queryable, SqlValue } from "./database.js";
import { PostgresConnection } from "./postgres-connection.js";
import { UnavailableError } from "./unavailable.js";

/** How to reach a PostgreSQL server, and how long to wait for it. */
export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`; TLS by its `sslmode`. */
  readonly url: string;
  /** Connections at most. */
  readonly maxConnections?: number | undefined;
  /** Milliseconds that connecting may take. */
  readonly connectTimeout?: number | undefined;
  /** Milliseconds that a statement may take, and before that wait for a free connection; 0 for any time. */
  readonly statementTimeout?: number | undefined;
}

/** What holds where {@link PostgresOptions} say nothing. */
export const postgresDefaults = {
  maxConnections: 20,
  connectTimeout: 5_000,
  statementTimeout: 30_000,
} as const;

/**
 * Milliseconds that a transaction may pause between statements before the server ends it. Publishing commits a blob
 * to its store in that pause; a machine that vanished must not hold its locks for the hours that TCP takes to notice.
 */
const IDLE_IN_TRANSACTION_TIMEOUT = 15 * 60_000;

/**
 * The database at a URL, through a pool of connections that are made when they are needed, and made anew after they
 * broke. What the server cannot do now rejects with {@link UnavailableError}, after the stated times at the latest;
 * statements that it refuses reject with node-postgres's `DatabaseError`. Does not connect yet. Throws `invalid-config`
 * for a URL that is none.
 */
export function openPostgres(options: PostgresOptions): Database {
  checkUrl(options.url);
  return new PostgresDatabase(options);
}

class PostgresDatabase implements Database {
  readonly #pool: pg.Pool;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(options: PostgresOptions) {
    const { maxConnections = postgresDefaults.maxConnections } = options;
    const { connectTimeout = postgresDefaults.connectTimeout } = options;
    const { statementTimeout = postgresDefaults.statementTimeout } = options;
    this.#pool = new pg.Pool({
      connectionString: options.url,
      max: maxConnections,
      // The pool's own: how long a statement waits while every connection is in use.
      connectionTimeoutMillis: statementTimeout,
      Client: clientThatConnectsWithin(connectTimeout),
      // The server ends a statement that is slow; the driver, one whose server says nothing any more.
      statement_timeout: statementTimeout,
      query_timeout: statementTimeout,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT,
      keepAlive: true,
      application_name: "learngene",
      types,
    });
    // A connection that breaks while it is idle leaves the pool by itself; unheard, the event would end the process.
    this.#pool.on("error", () => undefined);
  }

  query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]> {
    return this.#use((connection) => connection.query<T>(sql, params));
  }

  script(sql: string): Promise<void> {
    return this.#use((connection) => connection.script(sql));
  }

  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#use((connection) => connection.transaction(run));
  }

  pool(): PoolState {
    const { totalCount, idleCount, waitingCount, options } = this.#pool;
    return { max: options.max, busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#underWay).then(() => this.#pool.end());
    return this.#closing;
  }

  async #use<T>(run: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) {
      throw new Error("the database is closed");
    }
    const result = this.#onConnection(run);
    this.#underWay.add(result);
    try {
      return await result;
    } finally {
      this.#underWay.delete(result);
    }
  }

  async #onConnection<T>(run: (connection: PostgresConnection) => Promise<T>): Promise<T> {
    const connection = new PostgresConnection(await this.#connect());
    try {
      return await run(connection);
    } finally {
      connection.release();
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw new UnavailableError("catalog", error);
    }
  }
}

// A pool gives its clients its own connectionTimeoutMillis, which also counts the wait for a free one.
function clientThatConnectsWithin(milliseconds: number): new () => pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionTimeoutMillis: milliseconds });
    }
  };
}

// As PGlite gives them: an int8 is a number where a number holds it exactly.
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
});

/** Throws `invalid-config` for what is no URL of a PostgreSQL database; never shows the password that it may hold. */
function checkUrl(url: string): void {
  // No host before the path: a socket, which a parameter names.
  const parsed = url.replace("@/", "@localhost/");
  if (!URL.canParse(parsed) || !["postgres:", "postgresql:"].includes(new URL(parsed).protocol)) {
    throw new InputError("invalid-config", "the database URL is no URL of a PostgreSQL database", {
      field: "database-url",
      fix: "Write postgres://user:password@host:5432/database.",
    });
  }
}

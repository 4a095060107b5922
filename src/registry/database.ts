/** A value that a statement's `$1`, `$2`, … may stand for. JSON goes in as text with a cast. */
export type SqlValue = string | number | boolean | Date | null;

/** Where statements run: the database itself, or a transaction on it. Rows come in the order SQL gives them. */
export interface Queryable {
  /**
   * Runs one statement; `T` is what the caller knows its rows to be. An int8 may come as a number, a bigint or a
   * string, by driver; a timestamptz is a Date and jsonb a value. Rejects with the driver's error.
   */
  query<T>(sql: string, params?: readonly SqlValue[]): Promise<T[]>;
  /** Runs a script of several statements without parameters, for migrations. */
  script(sql: string): Promise<void>;
}

/** Connections to a database server, counted. */
export interface PoolState {
  /** Connections at most. */
  readonly max: number;
  /** Running a statement, or held by a transaction. */
  readonly busy: number;
  readonly idle: number;
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number;
}

/** A PostgreSQL database, embedded or not. Statements outside transactions commit by themselves. */
export interface Database extends Queryable {
  /**
   * Runs `run` in one transaction (read committed): committed when it resolves, rolled back when it rejects, its
   * error passed on. Use only the given `Queryable` inside; the database itself may wait for the transaction's end.
   */
  transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Waits for statements under way, then lets go of the database. Later calls reject. */
  close(): Promise<void>;
  /** Its connections now. Only of databases that have several. */
  pool?(): PoolState;
}

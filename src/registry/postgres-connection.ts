import type pg from "pg";
import type { Queryable, SqlValue } from "./database.js";
import { isOutage, isUsableAfter } from "./postgres-outage.js";
import { UnavailableError } from "./unavailable.js";

/** A connection taken from the pool: runs statements on it, and notices when it breaks. {@link release} ends it. */
export class PostgresConnection implements Queryable {
  readonly #client: pg.PoolClient;
  #broken: Error | undefined;

  constructor(client: pg.PoolClient) {
    this.#client = client;
    // A connection may break between two statements; unheard, the event would end the process.
    client.on("error", this.#break);
  }

  async query<T>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    return (await this.#run<T & pg.QueryResultRow>(sql, params)).rows;
  }

  async script(sql: string): Promise<void> {
    await this.#run(sql);
  }

  /** See {@link import("./database.js").Database.transaction}. */
  async transaction<T>(run: (tx: Queryable) => Promise<T>): Promise<T> {
    await this.#run("begin");
    let result: T;
    try {
      result = await run({ query: this.query.bind(this), script: this.script.bind(this) });
    } catch (error) {
      await this.#rollBack();
      throw error;
    }
    // After a statement failed, a commit rolls back and succeeds.
    const { command } = await this.#run("commit");
    if (command !== "COMMIT") {
      throw new Error("the transaction was rolled back: a statement in it had failed");
    }
    return result;
  }

  /** Gives the connection back to the pool, or away if it broke. */
  release(): void {
    this.#client.off("error", this.#break);
    this.#client.release(this.#broken);
  }

  readonly #break = (error: Error): void => {
    this.#broken ??= error;
  };

  async #run<T extends pg.QueryResultRow>(
    sql: string,
    params?: readonly SqlValue[],
  ): Promise<pg.QueryResult<T>> {
    try {
      return await this.#client.query<T>(sql, params && [...params]);
    } catch (error) {
      if (error instanceof Error && !isUsableAfter(error)) {
        this.#break(error);
      }
      throw isOutage(error) ? new UnavailableError("catalog", error) : error;
    }
  }

  async #rollBack(): Promise<void> {
    // The server rolls back what a lost connection had begun; one that hangs would hold up the caller again.
    if (this.#broken !== undefined) {
      return;
    }
    await this.#run("rollback").catch((error: unknown) => {
      this.#break(error instanceof Error ? error : new Error("no rollback", { cause: error }));
    });
  }
}

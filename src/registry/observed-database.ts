import type { Database, Queryable } from "./database.js";
import { observed, type RegistryObserver } from "./observer.js";

/** The same database, whose statements and transactions the observer hears of; never of their parameters. */
export function observedDatabase(database: Database, observer: RegistryObserver): Database {
  return {
    ...observedQueryable(database, observer),
    transaction: (run) =>
      observed(observer, { part: "database", name: "transaction" }, () =>
        database.transaction((tx) => run(observedQueryable(tx, observer))),
      ),
    close: () => database.close(),
    ...(database.pool === undefined ? {} : { pool: database.pool.bind(database) }),
  };
}

function observedQueryable(inner: Queryable, observer: RegistryObserver): Queryable {
  return {
    query: (sql, params) =>
      observed(observer, { part: "database", name: "query", sql }, () => inner.query(sql, params)),
    script: (sql) => observed(observer, { part: "database", name: "script" }, () => inner.script(sql)),
  };
}

/** What people see: tables, quantities, colours where they are wanted, and how far a file is. */
export * from "./colours.js";
export * from "./quantities.js";
export * from "./secret.js";
export * from "./table.js";
export * from "./transfer.js";

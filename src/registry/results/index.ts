/** Evidence on versions: what was measured of them, and who said so. */
export * from "./results.js";

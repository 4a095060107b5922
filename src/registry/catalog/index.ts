/** The catalog's SQL, one function a statement or a few that belong together. Knows no blobs and no users' errors. */
export * from "./learngenes.js";
export * from "./tags.js";
export * from "./versions.js";
export type { Learngene, LearngeneSummary, Version, VersionSummary } from "./rows.js";

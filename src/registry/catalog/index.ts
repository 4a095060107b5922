/** The catalog's SQL, one function a statement or a few that belong together. Knows no blobs and no users' errors. */
export * from "./devices.js";
export * from "./evidence.js";
export * from "./garbage.js";
export * from "./learngenes.js";
export * from "./list.js";
export * from "./tags.js";
export * from "./versions.js";
export type {
  Details,
  Learngene,
  LearngeneSummary,
  Version,
  VersionSummary,
  Visibility,
  Yank,
} from "./rows.js";

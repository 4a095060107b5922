/**
 * The command `learngene`: one file per command in commands/, flags that follow from the recipes' schemas in
 * options/, files and models in and out beside them. It parses and calls; what is computed lies in the layers below.
 */
export { createProgram } from "./program.js";
export { run } from "./run.js";

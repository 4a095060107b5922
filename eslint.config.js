import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

// Each layer may import itself and what stands before it: see docs/decisions/0001-layers.md.
const layers = ["graph", "model", "formats", "registry", "expander", "trainer", "jobs", "server", "cli"];
// What runs in browsers: contract <- client <- page, and beside them the CLI asks by the client.
const browserSide = ["contract", "client", "page"];
const oneWay = `Imports go one way: ${layers.join(" <- ")}; ${browserSide.join(" <- ")}.`;
const zones = [
  ...layers.map((layer, i) => ({
    target: `./src/${layer}`,
    from: [...layers.slice(i + 1), ...(layer === "cli" ? ["page"] : ["client", "page"])].map(
      (later) => `./src/${later}`,
    ),
    message: oneWay,
  })),
  ...browserSide.map((side, i) => ({
    target: `./src/${side}`,
    from: [...layers, ...browserSide.slice(i + 1)].map((other) => `./src/${other}`),
    message: oneWay,
  })),
];

export default tseslint.config(
  { ignores: ["dist", "coverage", "src/contract/generated", "data", ".learngene", ".venv*"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/prefer-nullish-coalescing": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Pure layers: what networks and files are, never where they lie.
    files: [
      "src/graph/**",
      "src/model/**",
      "src/formats/**",
      "src/contract/**",
      "src/client/**",
      "src/page/**",
    ],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: ["fs", "node:fs", "node:fs/promises", "node:http", "node:net", "onnxruntime-node"] },
      ],
    },
  },
  { files: ["**/*.js"], extends: [tseslint.configs.disableTypeChecked] },
);

/** Builds the page, src/page, into dist/page: `npm run build`. */
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const out = join(import.meta.dirname, "dist/page");

/** What runs ONNX: fetched by the page only when somebody asks for it, from this server. */
const runtimeFiles = ["ort.wasm.bundle.min.mjs", "ort-wasm-simd-threaded.wasm"];

function copyRuntime(): Plugin {
  return {
    name: "copy-onnxruntime-web",
    closeBundle: () => {
      const from = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
      for (const file of runtimeFiles) {
        cpSync(join(from, file), join(out, "page/runtime", file));
      }
    },
  };
}

/** Compresses everything once, so that the server need not at each request. */
function compress(): Plugin {
  return {
    name: "compress",
    closeBundle: () => {
      for (const path of readdirSync(out, { recursive: true, encoding: "utf8" })) {
        if (/\.(html|js|mjs|css|svg|wasm)$/.test(path)) {
          writeFileSync(join(out, `${path}.gz`), gzipSync(readFileSync(join(out, path))));
        }
      }
    },
  };
}

export default defineConfig({
  root: join(import.meta.dirname, "src/page"),
  // Relative, so that it may be served below a path of a proxy's.
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: "page",
    // No data URLs: the page's policy lets scripts and fetches come from the server alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
  plugins: [copyRuntime(), compress()],
});

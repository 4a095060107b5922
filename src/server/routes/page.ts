import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import express, {
  Router,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from "express";

/** Where `npm run build` puts the page; the same from src/ and from dist/. */
const builtPage = fileURLToPath(new URL("../../../dist/page", import.meta.url));

/** The page asks this server alone, runs its scripts alone, and is in nobody's frame. WebAssembly is ONNX Runtime's. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

/**
 * The page, at `/` for who prefers HTML to JSON, and its files under `/page/`. Without a build of it, nothing: the API is
 * there all the same.
 */
export function pageRoutes(directory = builtPage): Router {
  const router = Router();
  if (!existsSync(join(directory, "index.html"))) {
    return router;
  }
  const serve = express.static(directory, { index: false, redirect: false, cacheControl: false, setHeaders });
  const preferCompressed = asCompressed(directory);
  router.get("/", (req, res, next) => {
    res.vary("Accept");
    if (req.accepts(["json", "html"]) !== "html") {
      next();
      return;
    }
    req.url = "/index.html";
    preferCompressed(req, res, () => {
      serve(req, res, next);
    });
  });
  router.get("/page/*path", preferCompressed, serve);
  return router;
}

/** Has a file's `.gz` sent in its place where there is one and the client takes it. */
function asCompressed(directory: string): RequestHandler {
  const compressed = new Set(
    readdirSync(directory, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".gz"))
      .map((path) => `/${path.replaceAll("\\", "/").replace(/\.gz$/, "")}`),
  );
  return (req: Request, res: Response, next: NextFunction) => {
    const [path = ""] = req.url.split("?", 1);
    if (compressed.has(path)) {
      res.vary("Accept-Encoding");
      if (req.acceptsEncodings(["gzip"]) === "gzip") {
        req.url = `${path}.gz`;
      }
    }
    next();
  };
}

function setHeaders(res: Response, path: string): void {
  const plain = path.replace(/\.gz$/, "");
  if (plain !== path) {
    res.setHeader("Content-Encoding", "gzip");
    res.setHeader("Content-Type", types[plain.split(".").at(-1) ?? ""] ?? "application/octet-stream");
  }
  res.setHeader("Content-Security-Policy", POLICY);
  res.setHeader("Referrer-Policy", "same-origin");
  // What has its digest in its name never changes under it.
  const isHashed = /-[\w-]{8}\.\w+$/.test(plain);
  res.setHeader("Cache-Control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
}

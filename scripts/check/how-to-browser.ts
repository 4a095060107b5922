/**
 * Opens the page of docs/how-to/browser.md in Chromium, at an origin of its own, against a started server that lets that origin
 * read: `tsx scripts/check/how-to-browser.ts http://127.0.0.1:8080 8000`. Exits 1 unless it says the network's logits.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const [server = "", port = ""] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`;
const document = await readFile("docs/how-to/browser.md", "utf8");
const html = /^```html\n(.*?)^```$/ms.exec(document)?.[1]?.replaceAll("http://127.0.0.1:8080", server);
const types = new Map([
  ["mjs", "text/javascript"],
  ["wasm", "application/wasm"],
]);

// A real server: what Chromium takes for a page of the Internet may not ask this machine.
const pages = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", origin);
  const type = types.get(pathname.split(".").at(-1) ?? "");
  response.setHeader("Content-Type", type ?? "text/html");
  if (type === undefined) {
    response.end(html);
  } else {
    createReadStream(`.${pathname}`).pipe(response);
  }
}).listen(Number(port), "127.0.0.1");

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
try {
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => errors.push(message.text()));
  await page.goto(`${origin}/index.html`);
  await page
    .waitForFunction(`/^10 logits: (-?\\d+\\.\\d\\d(, )?){10}$/.test(said.textContent)`, undefined, {
      timeout: 60_000,
    })
    .catch((cause: unknown) => {
      throw new Error(`the page does not say its logits: ${errors.join("; ")}`, { cause });
    });
  console.log(await page.textContent("#said"));
} finally {
  await browser.close();
  pages.close();
}

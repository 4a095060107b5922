import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, it } from "vitest";
import { bytesAccess, readLearngeneTensors, writeLearngene } from "../../src/formats/index.js";
import { tinyCalibration } from "../support/calibrations.js";
import { environment } from "../support/command.js";
import { tinyDataset, tinyResult } from "../support/datasets.js";
import { Serving } from "../support/serving.js";
import { temporaryDirectory } from "../support/temporary-directory.js";

/** An example of an operation, as docs/reference/api.md has it. */
interface Example {
  readonly operation: string;
  readonly command: string;
}

const sections = readFileSync("docs/reference/api.md", "utf8").split(/^### /m);
const examples = sections.flatMap((section): Example[] => {
  const operation = /^`([A-Z]+ \/\S*)`/m.exec(section)?.[1] ?? "GET /";
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)];
  return blocks.map(([, command = ""]) => ({ operation, command: command.trim() }));
});

/** The sample with another description: another version. */
async function described(description: string): Promise<Uint8Array> {
  const { manifest, tensors } = await readLearngeneTensors(
    bytesAccess(readFileSync("samples/fashion-vit.safetensors")),
  );
  return writeLearngene({ ...manifest, description }, tensors);
}

/** The upload that examples are of. */
const UPLOAD = "0b3c5f0e-8f3e-4d7e-9a51-6f1c2a7b9d10";

/** What comes into being first, then what looks at it, then what removes it, that of others after what they have. */
const order = [
  (operation: string) => operation === "POST /v1/learngenes/{owner}/{name}/versions",
  (operation: string) => /^POST (?!.*(cancel|tokens|gc))/.test(operation),
  (operation: string) => operation.startsWith("PUT "),
  (operation: string) => /^(HEAD|PATCH) /.test(operation),
  (operation: string) => /^GET (?!.*(tokens|whoami|audit))/.test(operation),
  (operation: string) => /^POST .*(cancel|gc)/.test(operation),
  (operation: string) => /^DELETE .*(yank|tags|uploads)/.test(operation),
  (operation: string) => /^DELETE (?!.*tokens)/.test(operation),
  (operation: string) => /^(POST|GET) /.test(operation),
  () => true,
];
const rank = ({ operation }: Example) => order.findIndex((matches) => matches(operation));
const depth = ({ operation }: Example) => (operation.startsWith("DELETE ") ? operation.split("/").length : 0);
const ordered = examples.toSorted((a, b) => rank(a) - rank(b) || depth(b) - depth(a));

describe("of docs/reference/api.md", () => {
  const cwd = temporaryDirectory();
  const server = new Serving(cwd);
  const env: Record<string, string> = {};

  beforeAll(async () => {
    copyFileSync("samples/fashion-vit.safetensors", join(cwd, "fashion-vit.safetensors"));
    writeFileSync(join(cwd, "big.safetensors"), await described("big"));
    writeFileSync(join(cwd, "clothes.parquet"), await tinyDataset());
    writeFileSync(join(cwd, "result.json"), JSON.stringify(tinyResult));
    writeFileSync(join(cwd, "calibrations.json"), JSON.stringify({ calibrations: [tinyCalibration()] }));
    await server.start();
    await curl(
      "curl -f 'http://127.0.0.1:8080/v1/learngenes/learngene/fashion-vit/versions/latest/init?depth=5&format=onnx' -L -o teacher.onnx",
    );
  });

  async function curl(command: string): Promise<string> {
    const script = command.replaceAll("http://127.0.0.1:8080", server.url);
    // What saves a file under the server's name for it refuses to write over another.
    const folder = /\bcurl -\w*OJ\b/.test(command) ? mkdtempSync(join(cwd, "saved-")) : cwd;
    const options = { cwd: folder, env: environment(env) };
    const { stdout } = await promisify(execFile)("bash", ["-ec", script], options);
    return stdout;
  }

  it.each(ordered)("$operation: $command", async ({ operation, command }) => {
    if (/^DELETE .*uploads/.test(operation)) {
      await startUpload();
    }
    if (operation.includes("cancel")) {
      env["JOB"] = jobOf(await curl(exampleOf("POST /v1/jobs")));
    }
    if (rank({ operation, command }) >= 8 && env["LEARNGENE_TOKEN"] === undefined) {
      env["LEARNGENE_TOKEN"] = await firstToken();
    }
    const printed = await curl(command.replaceAll(UPLOAD, env["UPLOAD"] ?? UPLOAD));
    remember(operation, printed);
    if (operation === "POST /v1/learngenes/{owner}/{name}/versions" && command.includes("me/fashion-vit")) {
      await publishMore();
    }
  });

  function remember(operation: string, printed: string): void {
    if (operation === "POST /v1/jobs") {
      env["JOB"] = jobOf(printed);
    } else if (operation === "POST /v1/tokens") {
      env["ID"] = (JSON.parse(printed) as { token: { id: string } }).token.id;
    } else if (operation.endsWith("/uploads")) {
      env["UPLOAD"] = /uploads\/([0-9a-f-]{36})/.exec(printed)?.[1] ?? "";
    }
  }

  async function startUpload(): Promise<void> {
    remember("POST …/uploads", await curl(exampleOf("POST /v1/learngenes/{owner}/{name}/uploads")));
  }

  /** Versions 2 and 3, which examples name. */
  async function publishMore(): Promise<void> {
    for (const number of [2, 3]) {
      writeFileSync(join(cwd, "more.safetensors"), await described(`number ${number}`));
      await curl(
        "curl -f --data-binary @more.safetensors -H 'Content-Type: application/octet-stream' http://127.0.0.1:8080/v1/learngenes/me/fashion-vit/versions",
      );
    }
  }

  /** The first token, for which nobody needs one. */
  async function firstToken(): Promise<string> {
    const body = JSON.stringify({ name: "admin", grants: [{ owner: "*", scope: "admin" }] });
    const answer = await curl(
      `curl -f -H 'Content-Type: application/json' -d '${body}' http://127.0.0.1:8080/v1/tokens`,
    );
    return (JSON.parse(answer) as { secret: string }).secret;
  }

  const exampleOf = (operation: string) => examples.find((one) => one.operation === operation)?.command ?? "";
  const jobOf = (printed: string) => (JSON.parse(printed) as { id: string }).id;
});

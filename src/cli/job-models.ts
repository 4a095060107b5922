/** Networks that jobs learn from or are taught by, as the command line names them. */
import { createHash } from "node:crypto";
import { createReadStream, openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { ProblemError, type Schema } from "../client/index.js";
import { InputError } from "../model/index.js";
import { refusal } from "./options/index.js";
import { asking, type Server } from "./remote/index.js";

/** How a model is named, and whose it is to be where it has to be sent. */
export interface NamedModel {
  readonly flag: string;
  readonly text: string;
  /** Layers of the network that a learngene becomes. */
  readonly depth?: number | undefined;
  /** Whose job it is for; `undefined` where nothing says so. */
  readonly owner: string | undefined;
}

/**
 * What a job's request says of a model: `job:ID` or `job:ID/FILE` is what another job made, a file here is put on the server,
 * and else `OWNER/NAME` or `OWNER/NAME@VERSION` is a learngene, which becomes a network of so many layers. Throws
 * `invalid-request`, and what the server's refusal comes to.
 */
export async function modelOf(server: Server, model: NamedModel): Promise<Schema<"JobModelRequest">> {
  const { flag, text, depth } = model;
  const [, job, artifact] = /^job:([^/]+)(?:\/(.+))?$/.exec(text) ?? [];
  if (job !== undefined) {
    return { job, ...(artifact === undefined ? {} : { artifact: artifactOf(flag, artifact) }) };
  }
  const found = await stat(text).catch(() => undefined);
  if (found?.isFile() === true) {
    return { digest: await putModel(server, model) };
  }
  if (!/^[^/@]+\/[^/@]+(@.+)?$/.test(text) || depth === undefined) {
    throw new InputError(
      "invalid-request",
      `${flag} ${text} is no file here, and no learngene with --teacher-depth`,
      {
        field: flag,
        value: text.slice(0, 200),
        fix: "Give an ONNX or a network's safetensors file, job:ID for what a job made, or OWNER/NAME and --teacher-depth.",
      },
    );
  }
  return { learngene: text, plan: { depth } };
}

const artifacts = ["network.safetensors", "network.onnx"] as const;

function artifactOf(flag: string, name: string): (typeof artifacts)[number] {
  const artifact = artifacts.find((each) => each === name);
  if (artifact === undefined) {
    throw refusal(flag, `job:…/${name}`, `job:ID/${artifacts.join(" or job:ID/")}`);
  }
  return artifact;
}

async function putModel(server: Server, { flag, text, owner }: NamedModel): Promise<string> {
  if (owner === undefined) {
    throw new InputError("invalid-request", `nothing says whose ${text} is to be on the server`, {
      field: flag,
      value: text,
      fix: "Give --owner, on whom the token is granted publish.",
    });
  }
  const digest = await digestOfFile(text);
  const file = await openAsBlob(text);
  const params = { path: { owner, digest } };
  const { signal } = server;
  await asking(server, async ({ api }) => {
    const isThere = await api
      .GET("/v1/models/{owner}/{digest}", { params, signal })
      .then(() => true, unlessMissing);
    if (!isThere) {
      await api.PUT("/v1/models/{owner}/{digest}", {
        params,
        headers: { "Content-Type": "application/octet-stream" },
        // The contract's type of bytes is a string's; they are sent as they are.
        body: "",
        bodySerializer: () => file,
        signal,
      });
    }
  });
  return digest;
}

function unlessMissing(error: unknown): false {
  if (error instanceof ProblemError && error.code === "model-not-found") {
    return false;
  }
  throw error;
}

async function digestOfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return `sha256:${hash.digest("hex")}`;
}

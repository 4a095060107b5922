import type { Schema } from "../../contract/index.js";

/** Where a network is to be had. */
export interface Place {
  /** The server's address. */
  readonly server: string;
  readonly owner: string;
  readonly name: string;
  readonly ref: string;
  /** The query of `…/init`, without `format` and `dialect`. */
  readonly query: URLSearchParams;
  readonly isPrivate: boolean;
  /** The learngene's. */
  readonly config: Schema<"VitConfig">;
  /** Of the network's images. */
  readonly imageSize: number;
}

export interface Snippet {
  readonly tool: string;
  readonly language: "sh" | "python" | "js";
  readonly code: string;
}

/** How to get the network into one's own tools, to be copied as it stands. */
export function snippets(place: Place): Snippet[] {
  return [timm(place), transformers(place), curl(place), onnxruntime(place), node(place)];
}

/** LayerNorm's epsilon where timm builds the model; its configuration has no place for another. */
const TIMM_EPSILON = 1e-6;

function timm(place: Place): Snippet {
  if (place.config.normEps !== TIMM_EPSILON) {
    return refusal(
      "timm",
      `timm's config.json cannot say that LayerNorm's epsilon is ${place.config.normEps}: take ONNX.`,
    );
  }
  return {
    tool: "timm",
    language: "python",
    code: [
      ...fetched(place, "timm"),
      "import timm",
      'model = timm.create_model("local-dir:network", pretrained=True)',
    ].join("\n"),
  };
}

function transformers(place: Place): Snippet {
  if (place.config.globalPool !== "token" || place.config.fcNorm) {
    return refusal(
      "transformers",
      "transformers' ViT has no mean pooling, nor a norm after pooling: take timm or ONNX.",
    );
  }
  return {
    tool: "transformers",
    language: "python",
    code: [
      ...fetched(place, "transformers"),
      "from transformers import AutoModelForImageClassification",
      'model = AutoModelForImageClassification.from_pretrained("network")',
    ].join("\n"),
  };
}

/** In place of code that would not run. */
function refusal(tool: string, why: string): Snippet {
  return { tool, language: "python", code: `# ${why}` };
}

/** Weights and configuration in a folder, by Python's own library: the server itself is asked, no hub. */
function fetched(place: Place, dialect: "timm" | "transformers"): string[] {
  const query = new URLSearchParams(place.query);
  query.set("dialect", dialect);
  return [
    "import os, urllib.request",
    `base = "${address(place)}"`,
    `query = "${query.toString()}"`,
    'os.makedirs("network", exist_ok=True)',
    'for path, file in (("init", "model.safetensors"), ("config", "config.json")):',
    `    request = urllib.request.Request(f"{base}/{path}?{query}"${place.isPrivate ? ', headers={"Authorization": "Bearer " + os.environ["LEARNGENE_TOKEN"]}' : ""})`,
    '    with urllib.request.urlopen(request) as answer, open(f"network/{file}", "wb") as out:',
    "        out.write(answer.read())",
  ];
}

function curl(place: Place): Snippet {
  const token = place.isPrivate ? ' -H "Authorization: Bearer $LEARNGENE_TOKEN"' : "";
  return {
    tool: "curl",
    language: "sh",
    code: `curl -fLOJ${token} '${address(place)}/init?${place.query.toString()}'`,
  };
}

function onnxruntime(place: Place): Snippet {
  const { config, imageSize } = place;
  const token = place.isPrivate ? ' -H "Authorization: Bearer $LEARNGENE_TOKEN"' : "";
  return {
    tool: "onnxruntime",
    language: "python",
    code: [
      `# curl -fL${token} -o network.onnx '${address(place)}/init?${withFormat(place.query)}'`,
      "import numpy, onnxruntime",
      'session = onnxruntime.InferenceSession("network.onnx")',
      `images = numpy.zeros((1, ${config.inChans}, ${imageSize}, ${imageSize}), numpy.float32)`,
      '(logits,) = session.run(["logits"], {"images": images})',
    ].join("\n"),
  };
}

function node(place: Place): Snippet {
  const query = Object.fromEntries(
    [...place.query].map(([key, value]) => [key, /^\d+$/.test(value) ? Number(value) : value]),
  );
  const token = place.isPrivate ? ", token: process.env.LEARNGENE_TOKEN" : "";
  return {
    tool: "Node",
    language: "js",
    code: [
      'import { writeFile } from "node:fs/promises";',
      'import { createLearngeneClient } from "learngene/client";',
      `const client = createLearngeneClient({ baseUrl: "${place.server}"${token} });`,
      `const download = await client.downloadInit("${place.owner}/${place.name}@${place.ref}", ${JSON.stringify(query)});`,
      "await writeFile(download.fileName, await download.bytes());",
    ].join("\n"),
  };
}

function address({ server, owner, name, ref }: Place): string {
  return `${server}/v1/learngenes/${owner}/${name}/versions/${ref}`;
}

function withFormat(query: URLSearchParams): string {
  const onnx = new URLSearchParams(query);
  onnx.set("format", "onnx");
  return onnx.toString();
}

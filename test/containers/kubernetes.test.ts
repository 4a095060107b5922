import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";

const folder = "deploy/kubernetes";
const labels = z.record(z.string(), z.string());
const probe = z.object({ httpGet: z.object({ path: z.string() }) }).optional();
const container = z.object({
  image: z.string(),
  args: z.array(z.string()).default([]),
  env: z.array(z.object({ name: z.string() })).default([]),
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
});
const pod = z.object({
  metadata: z.object({ labels }),
  spec: z.object({ terminationGracePeriodSeconds: z.number().optional(), containers: z.array(container) }),
});
const resource = z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) });
const deployment = z.object({
  spec: z.object({ selector: z.object({ matchLabels: labels }), template: pod }),
});
const cronJob = z.object({
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: pod }) }) }),
});

const resources = readdirSync(folder)
  .filter((file) => file !== "kustomization.yaml")
  .flatMap((file) => parseAllDocuments(readFileSync(`${folder}/${file}`, "utf8")))
  .map((document) => resource.parse(document.toJS()));
const named = (kind: string) => resources.filter((one) => one.kind === kind);
const deployments = named("Deployment").map((one) => ({
  name: one.metadata.name,
  ...deployment.parse(one).spec,
}));
const pods = [
  ...deployments.map(({ template }) => template),
  ...named("CronJob").map((one) => cronJob.parse(one).spec.jobTemplate.spec.template),
];
const containers = pods.flatMap(({ spec }) => spec.containers);
const operations = readFileSync("docs/operations.md", "utf8");

describe("the manifests for Kubernetes", () => {
  it("are all in the kustomization", () => {
    const { resources: files } = z
      .object({ resources: z.array(z.string()) })
      .parse(parse(readFileSync(`${folder}/kustomization.yaml`, "utf8")));
    expect([...files, "kustomization.yaml"].sort()).toEqual(readdirSync(folder).sort());
  });

  it("run the image of this version, by commands that there are", () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync("package.json", "utf8")));
    expect(new Set(containers.map(({ image }) => image))).toEqual(new Set([`learngene:${version}`]));
    expect(containers.map(({ args }) => args.join(" ")).sort()).toEqual(["", "gc", "worker"]);
  });

  it("set variables that docs/operations.md names, or the SDK of AWS", () => {
    const { data } = z.object({ data: labels }).parse(named("ConfigMap")[0]);
    const names = [...Object.keys(data), ...containers.flatMap(({ env }) => env.map(({ name }) => name))];
    for (const name of names.filter((each) => !each.startsWith("AWS_"))) {
      expect(operations).toContain(`\`${name}\``);
    }
  });

  it("hold no secret", () => {
    expect(named("Secret")).toEqual([]);
  });

  it("select the pods that they make", () => {
    for (const { selector, template } of deployments) {
      expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    }
    const { spec } = z.object({ spec: z.object({ selector: labels }) }).parse(named("Service")[0]);
    const reached = pods.filter(({ metadata }) =>
      Object.entries(spec.selector).every(([key, value]) => metadata.labels[key] === value),
    );
    expect(reached).toEqual([deployments.find(({ name }) => name === "server")?.template]);
  });

  it("scale deployments that there are", () => {
    const targets = named("HorizontalPodAutoscaler").map(
      (one) =>
        z.object({ spec: z.object({ scaleTargetRef: z.object({ name: z.string() }) }) }).parse(one).spec
          .scaleTargetRef.name,
    );
    expect(targets.sort()).toEqual(deployments.map(({ name }) => name).sort());
  });

  it("probe routes of the contract", () => {
    const { paths } = z
      .object({ paths: z.record(z.string(), z.unknown()) })
      .parse(parse(readFileSync("openapi/learngene.yaml", "utf8")));
    const probed = containers
      .flatMap((each) => [each.startupProbe, each.livenessProbe, each.readinessProbe])
      .flatMap((each) => each?.httpGet.path ?? []);
    expect(new Set(probed)).toEqual(new Set(["/healthz", "/readyz"]));
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(probed));
  });

  it("give servers longer to end than requests under way may take", () => {
    const server = deployments.find(({ name }) => name === "server");
    expect(server?.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(30 + 5);
  });
});

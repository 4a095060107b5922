import type { ComponentChildren } from "preact";
import type { Schema } from "../../contract/index.js";
import { duration, percent } from "../model/units.js";
import { STAGE_COLOURS } from "../parts/plan-picture.js";
import { Table } from "../parts/table.js";

/** What a version is, how it was trained, and what was measured of it. */
export function Facts({ version, license }: { version: Schema<"Version">; license: string }) {
  const { manifest } = version;
  const { config, family } = manifest.architecture;
  return (
    <>
      <section aria-labelledby="about">
        <h2 id="about">What it is</h2>
        <dl class="facts">
          <Fact name="Licence">{license}</Fact>
          <Fact name="Architecture">
            {family}, width {config.embedDim}, {config.numHeads} heads, patches of {config.patchSize}
          </Fact>
          <Fact name="Images">
            {config.inChans} × {config.imageSize} × {config.imageSize}
          </Fact>
          <Fact name="Classes">
            {manifest.labels === undefined
              ? config.numClasses
              : `${config.numClasses}: ${manifest.labels.slice(0, 12).join(", ")}${manifest.labels.length > 12 ? ", …" : ""}`}
          </Fact>
          <Fact name="Rule">{manifest.rule}</Fact>
          <Fact name="Stages">
            <Stages stages={manifest.stages} />
          </Fact>
          <Fact name="Digest">
            <code>{version.digest}</code>
          </Fact>
        </dl>
      </section>
      <Training manifest={manifest} />
      <Evidence version={version} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Stages({ stages }: { stages: Schema<"Manifest">["stages"] }) {
  return (
    <ul class="stages">
      {stages.map(({ layers }, stage) => (
        <li key={stage}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <rect class={`stage-${stage % STAGE_COLOURS}`} width="12" height="12" rx="3" />
          </svg>
          stage {stage + 1}: {layers} in the Aux-Net
        </li>
      ))}
    </ul>
  );
}

function Training({ manifest: { training, ancestry } }: { manifest: Schema<"Manifest"> }) {
  if (training === null) {
    return null;
  }
  const { dataset, layouts, steps, seconds, recipe } = training;
  return (
    <section aria-labelledby="training">
      <h2 id="training">How it was trained</h2>
      <dl class="facts">
        <Fact name="Data">
          {dataset.name}, {dataset.trainImages} images
        </Fact>
        <Fact name="Layouts">
          {layouts.schedule}
          {layouts.layers.length === 1
            ? `: ${layouts.layers[0]?.join(",") ?? ""}`
            : `, of ${layouts.layers.length}`}
        </Fact>
        <Fact name="Steps">
          {steps} in {duration(seconds)}
        </Fact>
        {ancestry === null ? null : (
          <Fact name="Ans-Net">
            {ancestry.depth === undefined ? "of unknown depth" : `${ancestry.depth} layers`},{" "}
            {percent(ancestry.accuracy)}
          </Fact>
        )}
      </dl>
      <details>
        <summary>Recipe</summary>
        <pre tabIndex={0} aria-label="Recipe">
          {JSON.stringify(recipe, undefined, 2)}
        </pre>
      </details>
    </section>
  );
}

/** What others attached, beside what the manifest says, which the plots show. */
function Evidence({ version: { results = [] } }: { version: Schema<"Version"> }) {
  if (results.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">What was measured of it</h2>
      <Table
        label="Results"
        titles={["Data set", "Images", "Depth", "Epochs", "Seeds", "Accuracy", "From scratch", "By"]}
      >
        {results.map((result) => (
          <tr key={result.id}>
            <th scope="row">{result.dataset.name}</th>
            <td>{result.split}</td>
            <td>{result.layers?.join(",") ?? result.depth}</td>
            <td>{result.epochs}</td>
            <td>{result.seeds.length}</td>
            <td>{percent(result.accuracy)}</td>
            <td>{result.scratchAccuracy === undefined ? "–" : percent(result.scratchAccuracy)}</td>
            <td>{result.attachedBy ?? "–"}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

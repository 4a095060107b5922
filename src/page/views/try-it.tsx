import { useEffect, useRef, useState } from "preact/hooks";
import type { Schema } from "../../contract/index.js";
import type { LearngeneClient, Progress, VersionReference } from "../../client/index.js";
import { client } from "../browser/session.js";
import { loadNetwork, type Network } from "../browser/inference.js";
import { decodeImage, fit, loadSamples } from "../browser/samples.js";
import { guesses, toInput, type Guess, type ImageShape } from "../model/images.js";
import { sampleImages, samplesFor } from "../model/sample-images.js";
import { milliseconds, percent } from "../model/units.js";
import { Problem } from "../parts/problem.js";
import { TransferProgress } from "../parts/progress.js";

type InitQuery = Parameters<LearngeneClient["downloadInit"]>[1];

interface Props {
  readonly reference: VersionReference;
  readonly query: InitQuery;
  readonly manifest: Schema<"Manifest">;
}

interface Loaded {
  readonly network: Network;
  readonly samples: readonly Sample[];
}

interface Sample {
  readonly name: string;
  readonly image: ImageData;
}

interface Outcome {
  readonly what: string;
  readonly guesses: readonly Guess[];
  readonly milliseconds: number;
}

/** Runs the network that is shown in the browser, on images that come with the page or are somebody's own. */
export function TryIt({ reference, query, manifest }: Props) {
  const [loaded, setLoaded] = useState<Loaded>();
  const [progress, setProgress] = useState<Progress>();
  const [outcome, setOutcome] = useState<Outcome>();
  const [error, setError] = useState<unknown>();
  const asOnnx: InitQuery = { ...query, format: "onnx" };
  delete asOnnx.dialect;
  const network = useRef<Network>(undefined);
  useEffect(
    () => () => {
      // Another network is shown: this one is none of it.
      network.current?.close();
      network.current = undefined;
      setLoaded(undefined);
      setOutcome(undefined);
      setError(undefined);
    },
    [reference, JSON.stringify(asOnnx)],
  );
  const load = async () => {
    setError(undefined);
    setProgress({ bytes: 0, total: undefined });
    const chosen = samplesFor(manifest.labels);
    try {
      const [samples, model] = await Promise.all([
        loadSamples(chosen),
        client
          .downloadInit(reference, asOnnx, { onProgress: setProgress })
          .then((download) => download.bytes()),
      ]);
      network.current = await loadNetwork(model);
      const named = samples.map((image, i) => ({ image, name: sampleImages[chosen][i] ?? "" }));
      setLoaded({ network: network.current, samples: named });
    } finally {
      setProgress(undefined);
    }
  };
  const { config } = manifest.architecture;
  const shape: ImageShape = { channels: config.inChans, size: query.imageSize ?? config.imageSize };
  const run = async (what: string, image: ImageData) => {
    setError(undefined);
    const input = toInput(await fit(image, shape), shape, manifest.preprocessing);
    const ran = await loaded?.network.run(input, [1, shape.channels, shape.size, shape.size]);
    if (ran !== undefined) {
      const labels = query.numClasses === undefined ? manifest.labels : undefined;
      setOutcome({ what, guesses: guesses(ran.logits, labels), milliseconds: ran.milliseconds });
    }
  };
  return (
    <section aria-labelledby="try">
      <h2 id="try">Try it</h2>
      {loaded === undefined && progress === undefined ? (
        <p>
          <button type="button" onClick={() => void load().catch(setError)}>
            Run it in this browser
          </button>{" "}
          <span class="soft">Fetches the network as ONNX, and ONNX Runtime (14 MB) from this server.</span>
        </p>
      ) : null}
      {progress === undefined ? null : (
        <TransferProgress what="Download of the ONNX model" progress={progress} />
      )}
      {loaded === undefined ? null : (
        <Images
          samples={loaded.samples}
          onChoose={(what, image) => void image.then((data) => run(what, data)).catch(setError)}
        />
      )}
      {outcome === undefined ? null : <Guesses {...outcome} />}
      {error === undefined ? null : <Problem error={error} />}
    </section>
  );
}

interface ImagesProps {
  readonly samples: readonly Sample[];
  readonly onChoose: (what: string, image: Promise<ImageData>) => void;
}

function Images({ samples, onChoose }: ImagesProps) {
  return (
    <>
      <div class="samples" role="group" aria-label="Sample images">
        {samples.map(({ name, image }) => (
          <button
            type="button"
            key={name}
            aria-label={`Classify the ${name}`}
            title={name}
            onClick={() => {
              onChoose(name, Promise.resolve(image));
            }}
          >
            <Thumbnail image={image} />
          </button>
        ))}
      </div>
      <label>
        An image of your own
        <input
          type="file"
          accept="image/*"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) onChoose(file.name, decodeImage(file));
          }}
        />
      </label>
    </>
  );
}

function Thumbnail({ image }: { image: ImageData }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext("2d")?.putImageData(image, 0, 0);
  }, [image]);
  return <canvas ref={canvas} width={image.width} height={image.height} aria-hidden="true" />;
}

function Guesses({ what, guesses: all, milliseconds: time }: Outcome) {
  const [best] = all;
  return (
    <div class="guesses">
      <p role="status">
        {what}: {best === undefined ? "nothing" : `${best.label}, ${percent(best.probability)}`}, in{" "}
        {milliseconds(time)}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">Probability</th>
            <th scope="col">Logit</th>
          </tr>
        </thead>
        <tbody>
          {all.slice(0, 10).map(({ index, label, logit, probability }) => (
            <tr key={index} data-class={index} data-logit={logit}>
              <th scope="row">{label}</th>
              <td>
                <meter aria-label={`Probability of ${label}`} value={probability} /> {percent(probability)}
              </td>
              <td>{logit.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

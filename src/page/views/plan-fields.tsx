import type { Schema } from "../../contract/index.js";
import type { Field, PlanForm } from "../model/plan-form.js";

interface FieldsProps {
  readonly form: PlanForm;
  readonly onChange: (changes: Partial<Record<Field, string>>) => void;
}

interface SliderProps {
  readonly depths: Schema<"PlannedDepths">["depths"] | undefined;
  readonly depth: number;
  readonly isByBudget: boolean;
  readonly onChange: FieldsProps["onChange"];
}

/** A depth, by slider or number; moving either asks for that depth whatever the budgets find. */
export function DepthSlider({ depths, depth, isByBudget, onChange }: SliderProps) {
  const least = depths?.[0]?.depth ?? 1;
  const most = Math.max(depths?.at(-1)?.depth ?? 32, depth);
  const choose = (value: string) => {
    onChange({ depth: value });
  };
  return (
    <fieldset>
      <legend>Depth</legend>
      <div class="slider">
        <label class="unseen" for="depth">
          Layers
        </label>
        <input
          id="depth"
          type="range"
          min={least}
          max={most}
          value={depth}
          aria-valuetext={`${depth} layers${isByBudget ? ", the most that the budgets allow" : ""}`}
          onInput={(event) => {
            choose(event.currentTarget.value);
          }}
        />
        <output for="depth">{depth} layers</output>
      </div>
      <p class="soft">{isByBudget ? "The deepest within the budgets." : "\u00a0"}</p>
    </fieldset>
  );
}

const budgets = [
  ["maxParams", "Parameters", "15M"],
  ["maxFlops", "FLOPs", "2G"],
  ["maxBytes", "File", "60MB"],
  ["maxMemory", "Memory", "512MiB"],
  ["maxLatencyMs", "Latency, ms", "5"],
] as const;

/** The most that it may cost; the deepest network within is taken. */
export function BudgetFields({ form, devices, onChange }: FieldsProps & { devices: readonly string[] }) {
  const field = (name: Field, label: string, example: string) => (
    <label key={name}>
      {label}
      <input
        type="text"
        inputMode={name === "maxLatencyMs" ? "decimal" : "text"}
        name={name}
        value={form[name]}
        placeholder={example}
        onInput={(event) => {
          // A budget is there to find the depth by.
          onChange({ [name]: event.currentTarget.value, depth: "" });
        }}
      />
    </label>
  );
  return (
    <fieldset>
      <legend>At most</legend>
      <div class="fields">
        {budgets.map(([name, label, example]) => field(name, label, example))}
        <label>
          On device
          <select
            name="device"
            value={form.device}
            onChange={(event) => {
              onChange({ device: event.currentTarget.value });
            }}
          >
            <option value="">none</option>
            {devices.map((device) => (
              <option key={device} value={device}>
                {device}
              </option>
            ))}
          </select>
        </label>
        <NumberField name="batch" label="Batch" placeholder="1" form={form} onChange={onChange} />
        <NumberField
          name="threads"
          label="Threads"
          placeholder="most timed"
          form={form}
          onChange={onChange}
        />
      </div>
    </fieldset>
  );
}

const choices = [
  ["layout", "Layout", ["even", "proportional"]],
  ["format", "Format", ["safetensors", "onnx"]],
  ["dtype", "Numbers", ["float32", "float16", "bfloat16"]],
  ["dialect", "Names of", ["timm", "transformers"]],
] as const;

/** What file it comes as, and for which task. */
export function FormFields({ form, onChange }: FieldsProps) {
  return (
    <fieldset>
      <legend>As</legend>
      <div class="fields">
        {choices.map(([name, label, values]) => (
          <label key={name}>
            {label}
            <select
              name={name}
              value={form[name] === "" ? values[0] : form[name]}
              onChange={(event) => {
                const { value } = event.currentTarget;
                onChange({ [name]: value === values[0] ? "" : value });
              }}
            >
              {values.map((value) => (
                <option key={value} value={value}>
                  {value}
                </option>
              ))}
            </select>
          </label>
        ))}
        <NumberField
          name="numClasses"
          label="New classes"
          placeholder="keep head"
          form={form}
          onChange={onChange}
        />
        <NumberField
          name="imageSize"
          label="Image size"
          placeholder="its own"
          form={form}
          onChange={onChange}
        />
        <NumberField name="seed" label="Seed" placeholder="0" form={form} onChange={onChange} />
      </div>
    </fieldset>
  );
}

interface NumberProps extends FieldsProps {
  readonly name: Field;
  readonly label: string;
  readonly placeholder: string;
}

function NumberField({ name, label, placeholder, form, onChange }: NumberProps) {
  return (
    <label>
      {label}
      <input
        type="text"
        inputMode="numeric"
        name={name}
        value={form[name]}
        placeholder={placeholder}
        onInput={(event) => {
          onChange({ [name]: event.currentTarget.value });
        }}
      />
    </label>
  );
}

import type { GeneKind } from "../paper/scale.js";

/** Which layouts the Aux-Net has while it learns, as in the paper's experiment. */
export type Schedule = Extract<GeneKind, "drawn" | "grown" | "fixed">;

/** What a user of learngenes chooses. */
export interface Setting {
  readonly stages: number;
  readonly temperature: number;
  readonly distillationWeight: number;
  /** Of the Aux-Net and of the Ans-Net that teaches it. */
  readonly width: number;
  readonly schedule: Schedule;
}

export type Axis = keyof Setting;

/** Values that each choice takes while the others stay as usual; the usual ones are among them. */
export type Axes = { readonly [Key in Axis]: readonly Setting[Key][] };

export const axisNames = ["stages", "temperature", "distillationWeight", "width", "schedule"] as const;

/** What stands over an axis's column, and what a value of it is called. */
export const axisTitles: Readonly<Record<Axis, string>> = {
  stages: "stages",
  temperature: "temperature",
  distillationWeight: "weight of the Ans-Net's answers",
  width: "width",
  schedule: "layouts",
};

/** What the values of a schedule are called; those of other axes are numbers. */
const scheduleTitles: Readonly<Record<Schedule, string>> = {
  drawn: "drawn evenly",
  grown: "drawn, shallow ones first",
  fixed: "fixed",
};

/** A setting's value of an axis as rows and lines have it; the usual one says so. */
export function valueTitle(usual: Setting, axis: Axis, setting: Setting): string {
  const title = axis === "schedule" ? scheduleTitles[setting.schedule] : String(setting[axis]);
  return setting[axis] === usual[axis] ? `${title} (usual)` : title;
}

/** The usual setting with one thing changed, in the order of the axis. */
export function alongAxis(axis: Axis, usual: Setting, axes: Axes): Setting[] {
  return axes[axis].map((value) => ({ ...usual, [axis]: value }));
}

/** All settings, the usual one first and each once. */
export function settingsOf(usual: Setting, axes: Axes): Setting[] {
  const all = [usual, ...axisNames.flatMap((axis) => alongAxis(axis, usual, axes))];
  return [...new Map(all.map((setting) => [settingName(setting), setting])).values()];
}

/** Also of what its trainings leave. */
export function settingName(setting: Setting): string {
  const { stages, temperature, distillationWeight, width, schedule } = setting;
  return `stages-${stages}-temperature-${temperature}-weight-${distillationWeight}-width-${width}-${schedule}`;
}

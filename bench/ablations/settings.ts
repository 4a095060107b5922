/** What a user of learngenes chooses. */
export interface Setting {
  readonly stages: number;
  readonly temperature: number;
  readonly distillationWeight: number;
  /** Of the Aux-Net and of the Ans-Net that teaches it. */
  readonly width: number;
  readonly schedule: "drawn" | "fixed";
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

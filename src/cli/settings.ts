import { RecipeSettings, type RecipeFlag, type Settings } from "./options/index.js";
import { readRecipeFile } from "./recipe-file.js";

/** What a user says about a recipe: the file of `--recipe`, if there is one, and the flags given. */
export async function readSettings(
  flags: readonly RecipeFlag[],
  recipePath: string | undefined,
  given: Settings,
): Promise<RecipeSettings> {
  const file = recipePath === undefined ? undefined : await readRecipeFile(recipePath);
  return new RecipeSettings(flags, file, given);
}

import { Option, type Command } from "commander";
import { z } from "zod";
import { imagesSchema } from "../../trainer/index.js";
import { readWholeNumber } from "./values.js";

/** What the options of {@link addImageOptions} come to. */
export const imageOptionsSchema = z.object({
  imageSize: imagesSchema.shape.size,
  imageColor: imagesSchema.shape.color,
  brokenImages: imagesSchema.shape.broken,
});

/** Adds how encoded images are read to a command without a recipe. */
export function addImageOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--image-size <number>",
        "scale the images of folders and Parquet files to this height and width (default: the network's)",
      ).argParser((text) => readWholeNumber("--image-size", text, 1, 4096)),
    )
    .addOption(
      new Option("--image-color <gray|rgb>", "read them so (default: as the network does)").choices([
        "gray",
        "rgb",
      ]),
    )
    .addOption(
      new Option("--broken-images <fail|skip>", "what becomes of an image that cannot be decoded")
        .choices(["fail", "skip"])
        .default("fail"),
    );
}

/** As a recipe has them. */
export function imagesOf({
  imageSize,
  imageColor,
  brokenImages,
}: z.infer<typeof imageOptionsSchema>): z.infer<typeof imagesSchema> {
  return { size: imageSize, color: imageColor, broken: brokenImages };
}

/** Does each unit that the parent sends, and sends back its result; ends with the parent, and where a unit fails. */
export function doUnits(run: (unit: unknown) => Promise<unknown>): void {
  process.on("message", (unit: unknown) => {
    run(unit).then(
      (result) => process.send?.(result),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  // A parent that is gone wants nothing more.
  process.on("disconnect", () => process.exit());
}

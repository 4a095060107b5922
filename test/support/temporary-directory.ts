import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A new empty directory, removed after the tests of the file or `describe` block that asks for it. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(realpathSync(tmpdir()), "learngene-"));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

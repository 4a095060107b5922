import { vi } from "vitest";
import { PATIENCE } from "./patience.js";

/** Tries a check again until it holds; throws what it threw last. */
export function eventually<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE });
}

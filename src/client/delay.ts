/** Waits some milliseconds. Rejects with the signal's reason as soon as it is aborted. */
export function delay(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) {
      giveUp();
    } else {
      signal?.addEventListener("abort", giveUp, { once: true });
    }
  });
}

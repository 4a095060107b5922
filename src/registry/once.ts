/** A function that does something the first time it is called, and nothing after. */
export function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      run();
    }
  };
}

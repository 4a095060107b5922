/** The candidate with the fewest edits to `word`, letter case aside, if they are two or no more than a third of it. */
export function nearest(
  word: string,
  candidates: readonly string[],
  nameOf: (candidate: string) => string = (candidate) => candidate,
): string | undefined {
  const rated = candidates
    .map((candidate) => ({
      candidate,
      edits: editDistance(word.toLowerCase(), nameOf(candidate).toLowerCase()),
    }))
    .sort((a, b) => a.edits - b.edits);
  const [best] = rated;
  const most = word.length <= 3 ? 1 : Math.max(2, word.length / 3);
  return best !== undefined && best.edits <= most ? best.candidate : undefined;
}

/** Levenshtein's distance: letters to add, drop or change. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(from.slice(0, 100)).entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (letter === to[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

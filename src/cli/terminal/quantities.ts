const prefixes = ["", "k", "M", "G", "T", "P"] as const;

/** A count with three digits and a prefix of a thousand, as budgets are written: `172k`, `15.3M`. */
export function countText(count: number): string {
  const [digits, prefix] = scaled(count);
  return `${digits}${prefix}`;
}

/** Bytes, a million to the MB: `705 kB`, `12.3 MB`. */
export function bytesText(bytes: number): string {
  const [digits, prefix] = scaled(bytes);
  return `${digits} ${prefix}B`;
}

/** A share as percent: `88.70 %`. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** To the minute, UTC: `2026-11-27 06:32`. */
export function timeText(time: string): string {
  return time.slice(0, 16).replace("T", " ");
}

function scaled(value: number): [digits: string, prefix: string] {
  let power = 0;
  let rest = Math.round(value);
  // 999.6 would be rounded to 1000 of the smaller unit.
  while (rest >= 999.5 && power < prefixes.length - 1) {
    rest /= 1000;
    power += 1;
  }
  const places = power === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return [rest.toFixed(places), prefixes[power] ?? ""];
}

/** Numbers as people read them. */
const POWERS = ["", "k", "M", "G", "T"];

/** Three digits and a power of 1000: `1.23 M`. */
export function short(value: number): string {
  const power = value === 0 ? 0 : Math.max(0, Math.floor(Math.log10(Math.abs(value)) / 3));
  const shown = Math.min(power, POWERS.length - 1);
  const scaled = value / 1000 ** shown;
  // 999,999 is a million, not 1000 k.
  if (Math.abs(Number(scaled.toPrecision(3))) >= 1000 && shown < POWERS.length - 1) {
    return `${(value / 1000 ** (shown + 1)).toPrecision(3)} ${POWERS[shown + 1] ?? ""}`;
  }
  const digits = shown === 0 && Number.isInteger(value) ? String(value) : scaled.toPrecision(3);
  return `${digits}${shown === 0 ? "" : ` ${POWERS[shown] ?? ""}`}`;
}

/** `1.23 MB`. */
export function bytes(value: number): string {
  const text = short(value);
  return /[A-Z]$/i.test(text) ? `${text}B` : `${text} B`;
}

/** A share of 0 to 1: `89.1 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

export function milliseconds(value: number): string {
  return `${value < 10 ? value.toPrecision(3) : value.toFixed(0)} ms`;
}

/** `1 h 5 min`, `12 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Of an ISO date, the day. */
export function day(iso: string): string {
  return iso.slice(0, 10);
}

import type { EvaluationReport, TrainingReport } from "./reporter.js";

/**
 * `loss 0.534  accuracy 81.3 %  2310 img/s  4:10 left  epoch 1  rate 9.80e-4`: all but the phase and the steps, in
 * the order in which a narrow terminal should keep it.
 */
export function describeStep(report: TrainingReport): string {
  return [
    `loss ${report.loss.toFixed(3)}`,
    `accuracy ${(100 * report.accuracy).toFixed(1)} %`,
    `${Math.round(report.imagesPerSecond)} img/s`,
    `${clock(report.secondsLeft)} left`,
    `epoch ${report.epoch}`,
    `rate ${report.learningRate.toExponential(2)}`,
  ].join("  ");
}

/** `learn: depth 9: accuracy 88.70 %, loss 0.334 (10000 images, 3.2 s)`. */
export function describeEvaluation(report: EvaluationReport): string {
  const result = `accuracy ${(100 * report.accuracy).toFixed(2)} %, loss ${report.loss.toFixed(3)}`;
  return `${report.phase}: ${report.subject}: ${result} (${report.images} images, ${report.seconds.toFixed(1)} s)`;
}

/** Seconds as a clock shows them: `0:09`, `4:10`, `2:05:00`. What is not finite: `?`. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours === 0 ? `${minutes}:${twoDigits(rest)}` : `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, "0");
}

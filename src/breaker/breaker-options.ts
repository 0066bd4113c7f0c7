import { longestRun } from "./failure-run.ts";
import type { WindowShape } from "./slot-ring.ts";

/** When a breaker opens, for how long, and what it takes to close it; all of it can be changed while it works. */
export interface BreakerOptions {
  /** Default 10,000. */
  readonly windowMs?: number;
  /** Default 10. */
  readonly slots?: number;
  /** Ratios are judged from so many calls in the window. Default 20. */
  readonly minCalls?: number;
  /** Opens at this share of failures in the window, above 0 to 1. Default 0.5; "off" never does. */
  readonly failureRatio?: number | "off";
  /** A call that takes so long is slow. Without it none is. */
  readonly slowCallMs?: number;
  /** Opens at this share of slow calls in the window; needs slowCallMs. Without it slow calls are only counted. */
  readonly slowRatio?: number;
  /** Opens when so many calls in a row failed within windowMs, whatever minCalls says. From 1 to 100; without it never. */
  readonly failuresInARow?: number;
  /** The first opening takes exactly so long; later ones in a row from so long to a doubling ceiling. Default 5,000. */
  readonly openMs?: number;
  /** Default 300,000, but never below openMs. */
  readonly maxOpenMs?: number;
  /** Half-open, so many trial calls are let through, and all of them must succeed. Default 1. */
  readonly trialCalls?: number;
  /** A trial call that has not ended after so long is lost and counts as failed. Default 60,000. */
  readonly trialTimeoutMs?: number;
  /** Who tries: ordinary calls (the default), or only `tryProbe`, whose caller checks the content of the answer. */
  readonly trialsBy?: "calls" | "probes";
}

/** Options with every default in its place. */
export interface BreakerSettings extends WindowShape {
  readonly minCalls: number;
  readonly failureRatio: number | "off";
  readonly slowCallMs: number | undefined;
  readonly slowRatio: number | undefined;
  readonly failuresInARow: number | undefined;
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly trialCalls: number;
  readonly trialTimeoutMs: number;
  readonly trialsBy: "calls" | "probes";
}

/** Fills in the defaults; throws a RangeError that names the option, its range and what it got. */
export function breakerSettings(options: BreakerOptions): BreakerSettings {
  const openMs = options.openMs ?? 5000;
  const settings: BreakerSettings = {
    windowMs: options.windowMs ?? 10_000,
    slots: options.slots ?? 10,
    minCalls: options.minCalls ?? 20,
    failureRatio: options.failureRatio ?? 0.5,
    slowCallMs: options.slowCallMs,
    slowRatio: options.slowRatio,
    failuresInARow: options.failuresInARow,
    openMs,
    maxOpenMs: options.maxOpenMs ?? Math.max(300_000, openMs),
    trialCalls: options.trialCalls ?? 1,
    trialTimeoutMs: options.trialTimeoutMs ?? 60_000,
    trialsBy: options.trialsBy ?? "calls",
  };
  for (const name of ["windowMs", "openMs", "trialTimeoutMs"] as const) checkTime(name, settings[name]);
  if (settings.slowCallMs !== undefined) checkTime("slowCallMs", settings.slowCallMs);
  if (!(settings.maxOpenMs >= openMs && Number.isFinite(settings.maxOpenMs)))
    throw new RangeError(`maxOpenMs must be at least openMs (${openMs}), got ${settings.maxOpenMs}`);
  checkCount("slots", settings.slots, 1000);
  checkCount("minCalls", settings.minCalls, Number.MAX_SAFE_INTEGER);
  checkCount("trialCalls", settings.trialCalls, 1000);
  if (settings.failuresInARow !== undefined)
    checkCount("failuresInARow", settings.failuresInARow, longestRun);
  if (settings.failureRatio !== "off") checkRatio("failureRatio", settings.failureRatio);
  if (settings.slowRatio !== undefined) checkRatio("slowRatio", settings.slowRatio);
  if (settings.slowRatio !== undefined && settings.slowCallMs === undefined)
    throw new RangeError("slowRatio needs slowCallMs: without it no call is slow");
  return settings;
}

function checkTime(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name} must be above 0, got ${value}`);
}

function checkCount(name: string, value: number, most: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= most))
    throw new RangeError(`${name} must be a whole number from 1 to ${most}, got ${value}`);
}

function checkRatio(name: string, value: number): void {
  if (!(value > 0 && value <= 1)) throw new RangeError(`${name} must be above 0 and at most 1, got ${value}`);
}

import type { BreakerSettings } from "./breaker-options.ts";
import type { FailureRun } from "./failure-run.ts";
import { ratioOf, type WindowCounts } from "./sliding-window.ts";
import type { TripReason } from "./transition.ts";

/** Why a closed breaker must open now; undefined if it may stay closed. */
export function tripReason(
  settings: BreakerSettings,
  seen: { counts: WindowCounts; run: FailureRun; elapsedMs: number },
): TripReason | undefined {
  const { failuresInARow, windowMs, failureRatio, slowRatio, minCalls } = settings;
  const { counts, run, elapsedMs } = seen;
  if (failuresInARow !== undefined && run.reaches(failuresInARow, { withinMs: windowMs, elapsedMs }))
    return "failures-in-a-row";
  if (counts.calls < minCalls) return undefined;
  if (failureRatio !== "off" && ratioOf(counts.failures, counts.calls) >= failureRatio)
    return "failure-ratio";
  if (slowRatio !== undefined && ratioOf(counts.slow, counts.calls) >= slowRatio) return "slow-ratio";
  return undefined;
}

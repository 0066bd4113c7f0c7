/** Sentences for clients: go prints them, so they say what a person needs to know. */
import type { Refusal } from "./answer.ts";
import type { ProxyRule } from "./rules.ts";
import type { Truth } from "./truth.ts";
import type { Walked } from "./upstream/attempt.ts";

/** What a chain that has nothing means for the client. */
export function refusalOfWalk(
  walked: Exclude<Walked<unknown>, { kind: "found" }>,
  { subject, rule }: { subject: string; rule: ProxyRule },
): Refusal {
  switch (walked.kind) {
    case "absent": {
      const everybody = rule.chain.map(({ upstream }) => upstream.name).join(", ");
      return { kind: "absent", isGone: walked.isGone, text: `not found: ${subject} (asked: ${everybody})` };
    }
    case "refused":
      return { kind: "refused", text: `${subject}: ${walked.text}` };
    case "poisoned":
      return { kind: "refused", text: walked.text };
    case "unavailable":
      if (rule.refusal !== undefined && rule.chain.length === 0)
        return { kind: "refused", text: `${subject}: ${rule.refusal}` };
      return walked.isLate
        ? { kind: "late", text: `${subject} did not come in time: ${walked.text}` }
        : {
            kind: "unavailable",
            text: `${subject} cannot be had now: ${walked.text}`,
            retryAfterMs: walked.retryAfterMs,
          };
  }
}

/** What it means that the log does not stand behind a version. */
export function refusalOfTruth(truth: Exclude<Truth, { kind: "known" }>, subject: string): Refusal {
  if (truth.kind === "unreachable")
    return {
      kind: "unavailable",
      text: `${subject} cannot be checked now: ${truth.text}`,
      retryAfterMs: undefined,
    };
  return { kind: "refused", text: `refused: ${subject} cannot be trusted: ${truth.text}` };
}

/** Bytes against the log. */
export function poisonText(input: {
  subject: string;
  file: string;
  upstream: string;
  expected: string;
  actual: string;
  keptAt: string | undefined;
}): string {
  const { subject, file, upstream, expected, actual, keptAt } = input;
  const kept = keptAt === undefined ? "" : `; evidence at ${keptAt}`;
  return `refused: the ${file} of ${subject} from ${upstream} is ${actual}, the checksum log says ${expected}; ${upstream} is in quarantine${kept}`;
}

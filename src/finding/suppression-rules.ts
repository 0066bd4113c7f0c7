import type { RuleInfo } from "./rule-info.ts";

const common = { status: "stable", since: "0.1.0", harm: "S3", proof: [], stage: "warn" } as const;

/** A suppression that gives no reason does not count. */
export const withoutReason: RuleInfo = {
  ...common,
  id: "suppressions/without-reason",
  summary: "A suppression that gives no reason is not honoured.",
  why: "The next reader has to decide whether the finding still matters, and can do so only by the reason.",
  remedy: "Write the reason after the rule: `breakwater:allow RULE reason`.",
};

/** A suppression whose last day is no day does not count. */
export const invalidUntil: RuleInfo = {
  ...common,
  id: "suppressions/invalid-until",
  summary: "The last day of a suppression is no day of the calendar, so it is not honoured.",
  why: "Read as a part of the reason, a mistyped day would make the suppression hold for ever.",
  remedy: "Write the day as `until=2027-01-31`: four digits of the year, two of the month, two of the day.",
};

/** A suppression that suppresses nothing. */
export const unused: RuleInfo = {
  ...common,
  id: "suppressions/unused",
  summary: "A suppression that matches no finding hides the next one.",
  why: "What it was written for is gone. It now waits for another finding of the same rule that nobody has looked at.",
  remedy: "Remove the comment or the entry.",
};

/** A suppression of a rule that does not exist. */
export const unknownRule: RuleInfo = {
  ...common,
  id: "suppressions/unknown-rule",
  summary: "A suppression names a rule that does not exist, so it does nothing.",
  why: "A misspelt rule id suppresses nothing, and the finding it was meant for keeps coming.",
  remedy: "Name the rule as `breakwater check` prints it, for example `toolchain/go-older-than-module`.",
};

/** An entry of the baseline that matches nothing any more. */
export const slackBaseline: RuleInfo = {
  ...common,
  id: "suppressions/slack-baseline",
  summary: "A baseline entry that matches no finding lets the same finding come back unseen.",
  why: "The finding was put right or its line was changed. While the entry stays, undoing the repair is not reported.",
  remedy: "Write the baseline again: `breakwater check --write-baseline FILE`.",
};

/** A pattern of `.breakwater.yaml` that matches no site or file. */
export const idlePattern: RuleInfo = {
  ...common,
  id: "suppressions/idle-pattern",
  summary: "A pattern of the configuration that matches nothing does nothing.",
  why:
    "It was mistyped, or what it was written for has another name now. The site it was meant for is held to the " +
    "contract, the folder it was meant for is looked at.",
  remedy:
    "Write it as `breakwater env --format json` names the site, or as git names the path; else remove it.",
};

/** Rules about Breakwater's own comments and files. */
export const suppressionRules: readonly RuleInfo[] = [
  withoutReason,
  invalidUntil,
  unused,
  unknownRule,
  slackBaseline,
  idlePattern,
];

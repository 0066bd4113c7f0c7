/** What tests ask of a CircleCI configuration given as text. */
import { sourceFromText } from "../../text/source-file.ts";
import type { CircleciConfig, CircleciJob, CircleciStep } from "./model.ts";
import { parseCircleci } from "./parse-circleci.ts";

/** The configuration of that text. */
export function parse(text: string): CircleciConfig {
  return parseCircleci(sourceFromText({ path: ".circleci/config.yml", text }));
}

/** The job of that name. */
export function jobOf(text: string, name: string): CircleciJob {
  const { jobs } = parse(text);
  const job = jobs.find((one) => one.name === name);
  if (!job) throw new TypeError(`no job "${name}" among ${jobs.map((one) => one.name).join(", ")}`);
  return job;
}

/** A step in one line. */
export function stepText({ run, uses, isConditional }: CircleciStep): string {
  return `${isConditional ? "? " : ""}${run ? run.script.text : `@${uses?.name}`}`;
}

/** The steps of a job, one line each. */
export const stepsOf = (job: CircleciJob): readonly string[] => job.steps.map(stepText);

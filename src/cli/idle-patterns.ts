/** Patterns of `.breakwater.yaml` that match nothing, and so say something that is not so. */
import type { RuleProblem } from "../finding/create-findings.ts";
import { idlePattern } from "../finding/suppression-rules.ts";
import { matchesName } from "../text/glob.ts";
import type { Place } from "../text/span.ts";
import type { Look } from "./look.ts";

/** One problem for each pattern of `go.sites` without a site, and of `exclude` without a file. */
export function idlePatterns({ config, table, idleExcludes }: Look): readonly RuleProblem[] {
  const sites = config.contract.exceptions.filter(
    ({ site }) => !table.sites.some(({ id }) => matchesName(site, id)),
  );
  return [
    ...sites.map(({ site, at }) => problem(`No site is called "${site}"`, at)),
    ...idleExcludes.map(({ glob, at }) => problem(`No file matches "${glob}"`, at)),
  ];
}

function problem(what: string, at: Place): RuleProblem {
  const message = `${what}, so this entry does nothing`;
  return { rule: idlePattern, problem: { at, message, outcome: "ineffective", cause: message } };
}

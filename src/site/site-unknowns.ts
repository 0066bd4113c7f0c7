/** What a site leaves open, as unknowns with the line that leaves it open. */
import type { Unknown } from "../workspace/unknown.ts";
import { isDecided, runsAsCaller } from "./contract-state.ts";
import type { Reason, Site } from "./site.ts";

export function siteUnknowns(site: Omit<Site, "unknowns">): readonly Unknown[] {
  const unknowns: Unknown[] = [];
  const add = (what: string, code: string, why: readonly Reason[]): void => {
    const deciding = why.findLast((reason) => reason.at !== undefined) ?? why.at(-1);
    const subject = `${what} ${code === "go-outcome" ? "in" : "of"} ${site.id}`;
    const cause = deciding?.text ?? "no reason is known";
    unknowns.push({ at: deciding?.at ?? site.at, reason: `${subject}: ${cause}`, code, subject, cause });
  };
  const isAbsent = site.go.openness === "absent";
  if (isAbsent) add("the Go", "no-go", site.go.why);
  else if (site.go.range === undefined) add("the Go version", "go-version", site.go.why.filter(isOpen));
  // Whatever Go a developer's machine has is nothing that files should say.
  else if (site.go.outcome === "unknown" && (site.go.openness === undefined || isOpenToContract(site)))
    add("what go decides", "go-outcome", [...openOrLast(site.go.why), ...openEnvironment(site)]);
  if (site.mode.value === "unknown") add("the mode", "mode", site.mode.why);
  if (site.cgo.value === "unknown") add("cgo", "cgo", site.cgo.why);
  if (site.tags.value === undefined) add("the tags", "tags", site.tags.why);
  return unknowns;
}

/** Whether `env` marks the site: files cannot tell whether it keeps the contract. */
function isOpenToContract(site: Omit<Site, "unknowns">): boolean {
  return !runsAsCaller(site) && !isDecided(site);
}

/** What may set GOTOOLCHAIN without showing it. */
function openEnvironment({ commands }: Omit<Site, "unknowns">): readonly Reason[] {
  const open = commands.find(({ environment }) => environment.openReason !== undefined);
  if (!open) return [];
  return [{ text: `whether GOTOOLCHAIN is set is not known: ${open.environment.openReason}`, at: open.at }];
}

function openOrLast(why: readonly Reason[]): readonly Reason[] {
  const open = why.filter(isOpen);
  return open.length > 0 ? open : why.slice(-1);
}

function isOpen(reason: Reason): boolean {
  return reason.text.includes("not known");
}

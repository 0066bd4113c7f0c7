/** What a site leaves open, as unknowns with the line that leaves it open. */
import type { Unknown } from "../workspace/unknown.ts";
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
  else if (site.go.outcome === "unknown" && site.go.openness === undefined)
    add("what go decides", "go-outcome", openOrLast(site.go.why));
  if (site.mode.value === "unknown") add("the mode", "mode", site.mode.why);
  if (site.cgo.value === "unknown") add("cgo", "cgo", site.cgo.why);
  if (site.tags.value === undefined) add("the tags", "tags", site.tags.why);
  return unknowns;
}

function openOrLast(why: readonly Reason[]): readonly Reason[] {
  const open = why.filter(isOpen);
  return open.length > 0 ? open : why.slice(-1);
}

function isOpen(reason: Reason): boolean {
  return reason.text.includes("not known");
}

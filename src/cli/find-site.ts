/** The site that `--site` names: by id, by the title that the table prints, or by whole parts that only one has. */
import { UserError } from "../finding/user-error.ts";
import type { Site } from "../site/site.ts";
import { nearestWord } from "../text/nearest-word.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Look } from "./look.ts";

const mostOffered = 8;

/** Finds the site, or says which ones may be meant. */
export function findSite({ table, workspace }: Look, wanted: string): Site {
  const { sites } = table;
  const ways = [
    (site: Site) => site.id === wanted,
    (site: Site) => site.title === wanted || isShortened(site.title, wanted),
    (site: Site) => site.id.endsWith(`/${wanted}`),
    (site: Site) => hasPart(site.id, wanted) || hasPart(site.title, wanted),
  ];
  let near: readonly Site[] = [];
  for (const [index, way] of ways.entries()) {
    // A target that CI calls is no site, and that is a better answer than a site whose name it begins.
    if (index === 3) refuseReached(wanted, sites, workspace);
    near = sites.filter(way);
    const [only] = near;
    if (only && near.length === 1) return only;
    if (only) break;
  }
  const offered = near.length > 0 ? near.map(({ id }) => id) : namesNear(wanted, sites);
  throw new UserError(
    "no-such-site",
    near.length > 1 ? `"${wanted}" may be ${near.length} sites` : `No site is called "${wanted}"`,
    { hint: hintOf(offered, sites) },
  );
}

/** Whether a name has the wanted text between the marks that part it: no `gt` in `gt2`, but `test` in `test (1.25, linux)`. */
function hasPart(name: string, wanted: string): boolean {
  if (wanted === "") return false;
  for (let at = name.indexOf(wanted); at !== -1; at = name.indexOf(wanted, at + 1)) {
    const before = name[at - 1] ?? "/";
    const after = name[at + wanted.length] ?? "/";
    if (/[/ (›,]/.test(before) && /[/ ()›,]/.test(after)) return true;
  }
  return false;
}

/** The ids that hold the wanted text as a part of a word, else the one that is nearly written so. */
function namesNear(wanted: string, sites: readonly Site[]): readonly string[] | undefined {
  const ids = sites.map(({ id }) => id);
  const lower = wanted.toLowerCase();
  const holding = sites.filter(({ id, title }) => `${id}\n${title}`.toLowerCase().includes(lower));
  if (wanted !== "" && holding.length > 0) return holding.map(({ id }) => id);
  const meant = nearestWord(wanted, ids);
  return meant === undefined ? undefined : [meant];
}

function hintOf(offered: readonly string[] | undefined, sites: readonly Site[]): string {
  if (sites.length === 0) return "there are no sites here";
  const ids = offered ?? sites.map(({ id }) => id);
  const lead = offered === undefined ? "sites here" : "did you mean";
  return `${lead}: ${ids.slice(0, mostOffered).join(", ")}${ids.length > mostOffered ? " …" : ""}`;
}

/** Whether a title was cut in its middle to what the table printed. */
function isShortened(title: string, printed: string): boolean {
  const cut = printed.indexOf("…");
  if (cut === -1 || title.length <= printed.length - 1) return false;
  return title.startsWith(printed.slice(0, cut)) && title.endsWith(printed.slice(cut + 1));
}

/** A make target or a script that other sites run belongs to them. */
function refuseReached(wanted: string, sites: readonly Site[], workspace: Workspace): void {
  const isOwn = ownLines(wanted, workspace);
  if (isOwn === undefined) return;
  const callers = sites.filter(({ commands }) => commands.some(({ at }) => isOwn(at.file, at.span.start)));
  const [first] = callers;
  if (!first) return;
  const ids = callers.slice(0, 3).map(({ id }) => id);
  const more = callers.length > 3 ? ` and ${callers.length - 3} more` : "";
  throw new UserError(
    "no-such-site",
    `"${wanted}" is no site of its own: it is reached by ${ids.join(", ")}${more}`,
    { hint: `breakwater env --site ${/^[\w@%+=:,./-]+$/.test(first.id) ? first.id : `'${first.id}'`}` },
  );
}

/** Tells the lines of `Makefile/target` or of a script from others; undefined when there is no such thing. */
function ownLines(
  wanted: string,
  { makefiles, scripts }: Workspace,
): ((file: string, offset: number) => boolean) | undefined {
  if (scripts.some(({ file }) => file === wanted)) return (file) => file === wanted;
  for (const { file: makefile, targets } of makefiles) {
    const target = targets.find(({ name }) => `${makefile}/${name}` === wanted);
    if (!target) continue;
    const starts = targets.filter(({ file }) => file === target.file).map(({ nameSpan }) => nameSpan.start);
    const next = Math.min(...starts.filter((start) => start > target.nameSpan.start));
    return (file, offset) => file === target.file && offset > target.nameSpan.start && offset < next;
  }
  return undefined;
}

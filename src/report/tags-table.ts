/** `explain tags` for people: builds, what each selects, what none selects, truth tables. */
import { countOf, toPrintable } from "./layout.ts";

export interface TagsView {
  readonly builds: readonly {
    readonly title: string;
    readonly sites: readonly string[];
    /** Another program that runs go. */
    readonly program: string | undefined;
  }[];
  readonly files: readonly {
    readonly file: string;
    readonly decidedBy: string;
    readonly selected: readonly ("yes" | "no" | "maybe")[];
  }[];
  readonly never: readonly { readonly place: string; readonly reason: string }[];
  readonly truthTables: readonly {
    readonly constraint: string;
    readonly files: readonly string[];
    readonly tags: readonly string[];
    readonly rows: readonly { readonly values: readonly boolean[]; readonly isTrue: boolean }[];
  }[];
  readonly comparison: TagsComparison | undefined;
  readonly fileCount: number;
}

export interface TagsComparison {
  /** The tags of each side as given. */
  readonly a: string;
  readonly b: string;
  /** The build whose platform and cgo hold for both. */
  readonly as: string;
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly both: number;
}

const signs = { yes: "✓", no: "-", maybe: "?" } as const;
const maxColumns = 12;
const maxTables = 8;

/** The explanation; its last line counts what was looked at. */
export function formatTags(view: TagsView): string {
  const sections = view.comparison
    ? [formatComparison(view.comparison)]
    : [formatBuilds(view), formatFiles(view), formatNever(view), ...formatTruthTables(view)];
  const never = view.comparison ? "" : `, ${view.never.length} in no build`;
  const counts = `${countOf(view.fileCount, "Go file")} looked at in ${countOf(view.builds.length, "build")}, ${view.files.length} constrained${never}.`;
  // Tags and titles of builds come from files, too: whatever is in them, none reaches the terminal as it is.
  return toPrintable(`${[...sections.filter((section) => section !== ""), counts].join("\n\n")}\n`);
}

function formatBuilds({ builds }: TagsView): string {
  if (builds.length === 0) return "No site builds anything here.";
  const width = Math.max(...builds.map(({ title }) => title.length));
  const lines = builds.map(({ title, sites }, index) => {
    const more = sites.length > 3 ? ` and ${sites.length - 3} more` : "";
    return `  ${String(index + 1).padStart(3)}  ${title.padEnd(width)}  ${toPrintable(sites.slice(0, 3).join(", "))}${more}`;
  });
  const programs = [...new Set(builds.flatMap(({ program }) => program ?? []))];
  const note = `${toPrintable(programs.join(", "))} ${programs.length === 1 ? "runs" : "run"} go with packages and settings that no file shows: what is built there is open (?).`;
  return ["Builds", ...lines, ...(programs.length === 0 ? [] : ["", note])].join("\n");
}

function formatFiles({ builds, files }: TagsView): string {
  if (files.length === 0) return "";
  const hasColumns = builds.length <= maxColumns;
  const width = Math.max(...files.map(({ file }) => file.length));
  const heading = hasColumns ? builds.map((_, index) => String(index + 1).padStart(3)).join("") : "";
  const listWidth = Math.max(...files.map(({ selected }) => inBuilds(selected).length));
  const lines = files.map(({ file, decidedBy, selected }) => {
    const cells = hasColumns
      ? selected.map((each) => signs[each].padStart(3)).join("")
      : inBuilds(selected).padEnd(listWidth);
    return `  ${toPrintable(file).padEnd(width)} ${cells}  ${toPrintable(decidedBy)}`.trimEnd();
  });
  return [`${"Files".padEnd(width + 2)} ${heading}`.trimEnd(), ...lines].join("\n");
}

/** `in 1-3, 9; 17 open`: the numbers of the builds. */
function inBuilds(selected: readonly ("yes" | "no" | "maybe")[]): string {
  const yes = rangesOf(selected, "yes");
  const open = rangesOf(selected, "maybe");
  if (yes === "" && open === "") return "in none";
  return [yes === "" ? "" : `in ${yes}`, open === "" ? "" : `${open} open`].filter(Boolean).join("; ");
}

function rangesOf(selected: readonly string[], wanted: string): string {
  const ranges: { first: number; last: number }[] = [];
  for (const [index, each] of selected.entries()) {
    if (each !== wanted) continue;
    const range = ranges.at(-1);
    if (range && range.last === index) range.last = index + 1;
    else ranges.push({ first: index + 1, last: index + 1 });
  }
  return ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}

function formatNever({ never }: TagsView): string {
  if (never.length === 0) return "";
  const width = Math.max(...never.map(({ place }) => place.length));
  const lines = never.map(
    ({ place, reason }) => `  ${toPrintable(place).padEnd(width)}  ${toPrintable(reason)}`,
  );
  return ["In no build that the sites show", ...lines].join("\n");
}

function formatTruthTables({ truthTables }: TagsView): readonly string[] {
  if (truthTables.length <= maxTables) return truthTables.map(formatTruthTable);
  return [`${truthTables.length} constraints have truth tables: name a package to see its own.`];
}

function formatTruthTable(table: TagsView["truthTables"][number]): string {
  const more = table.files.length > 3 ? ` and ${table.files.length - 3} more` : "";
  const lines = table.rows.map(({ values, isTrue }) => {
    const cells = table.tags.map((tag, index) =>
      (values[index] ? "on" : "off").padEnd(Math.max(3, tag.length)),
    );
    return `  ${cells.join("  ")}  ${isTrue ? "in" : "out"}`;
  });
  const heading = table.tags.map((tag) => tag.padEnd(3)).join("  ");
  return [
    `//go:build ${toPrintable(table.constraint)}   ${toPrintable(table.files.slice(0, 3).join(", "))}${more}`,
    `  ${heading}`,
    ...lines,
  ].join("\n");
}

function formatComparison(comparison: TagsComparison): string {
  const { a, b, as, onlyA, onlyB, both } = comparison;
  const list = (title: string, files: readonly string[]): string =>
    [title, ...(files.length === 0 ? ["  no file"] : files.map((file) => `  ${toPrintable(file)}`))].join(
      "\n",
    );
  const name = (tags: string): string => (tags === "" ? "no tags" : `-tags ${tags}`);
  return [
    `As ${as}`,
    list(`Only with ${name(a)}`, onlyA),
    list(`Only with ${name(b)}`, onlyB),
    `With both: ${countOf(both, "file")}`,
  ].join("\n\n");
}

/**
 * Whether vendor/modules.txt says what go.mod or go.work say, by go's own check, which runs before every vendored
 * build (https://go.dev/ref/mod#vendoring). It compares these files only and looks at no vendored source.
 */
import type { Place, Span } from "../text/span.ts";
import { compareGoVersions } from "./go-version.ts";
import { createReplacementLookup, type FoundReplacement } from "./main-replacement.ts";
import type { ModFile, Replace } from "./modfile/model.ts";
import type { WorkFile } from "./modfile/work-model.ts";
import { compareModuleVersions } from "./module-order.ts";
import type { VendorModule, VendorModules, VendorReplacement } from "./modules-txt.ts";

/** The files that must agree. */
export interface VendorCheck {
  /** The main module; in a workspace every module that go.work uses. */
  readonly mains: readonly ModFile[];
  readonly work?: WorkFile | undefined;
  readonly vendor: VendorModules;
  /** Go line of the main module; default: the first main module's. */
  readonly goLine?: string | undefined;
  /** Version of the go that runs: it refuses a module line with a newer go version. */
  readonly runningGo?: string | undefined;
}

/** One line of go's complaint and the line of a file that makes it. */
export interface VendorInconsistency {
  readonly kind:
    | "not-explicit"
    | "version-clash"
    | "not-replaced"
    | "replaced-otherwise"
    | "explicit-not-required"
    | "stale-replacement"
    | "too-new";
  /** Path, or path@version, then what go says of it. */
  readonly text: string;
  readonly at: Place;
}

/** What modules.txt says of one path and version, over all of its lines. */
interface VendorMeta {
  readonly isExplicit: boolean;
  readonly replacement: VendorReplacement | undefined;
}

/** The inconsistencies for which go stops, in its order and words; empty when it accepts the vendor folder. */
export function checkVendorConsistency(check: VendorCheck): VendorInconsistency[] {
  const { mains, work, vendor } = check;
  const inVendor = (span: Span): Place => ({ file: vendor.file, span });
  const isBefore114 = !work && compareGoVersions(check.goLine ?? mains[0]?.go?.version ?? "", "1.14") < 0;
  const meta = collectMeta(vendor.entries);
  const { providers, selected } = collectProviders(vendor.entries);
  const replacementOf = createReplacementLookup(mains, work);
  const found: VendorInconsistency[] = tooNew(check);

  for (const main of mains) {
    for (const { path, version, span } of main.requires) {
      if (meta.get(keyOf(path, version))?.isExplicit) continue;
      const at = { file: main.file, span };
      const vendored = selected.get(path);
      if (!isBefore114) {
        const text = `${path}@${version}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt`;
        found.push({ kind: "not-explicit", text, at });
      } else if (vendored !== undefined && vendored !== version) {
        const text = `${path}@${version}: is explicitly required in go.mod, but vendor/modules.txt indicates ${path}@${vendored}`;
        found.push({ kind: "version-clash", text, at });
      }
    }
  }

  const seen = new Set<string>();
  for (const [file, replace] of replaceLines(mains, work)) {
    const { oldPath, oldVersion = "" } = replace;
    const key = keyOf(oldPath, oldVersion);
    if (seen.has(key)) continue;
    seen.add(key);
    const wanted = replacementOf(oldPath, oldVersion);
    const listed = meta.get(key)?.replacement;
    const at = { file, span: replace.span };
    const name = describe({ path: oldPath, version: oldVersion });
    if (!listed) {
      const isTolerated = isBefore114 && (oldVersion === "" || selected.get(oldPath) !== oldVersion);
      if (!wanted || isTolerated) continue;
      const text = `${name}: is replaced in ${wanted.file}, but not marked as replaced in vendor/modules.txt`;
      found.push({ kind: "not-replaced", text, at });
    } else if (!wanted || !isSameReplacement(wanted, listed)) {
      const right = wanted ? describe({ path: wanted.path, version: wanted.version }) : "";
      const source = wanted?.file ?? file;
      const text = `${name}: is replaced by ${right} in ${source}, but marked as replaced by ${describe(listed)} in vendor/modules.txt`;
      found.push({ kind: "replaced-otherwise", text, at });
    }
  }

  const required = new Set(
    mains.flatMap((main) => main.requires.map(({ path, version }) => keyOf(path, version))),
  );
  for (const { path, version, span } of providers) {
    const key = keyOf(path, version);
    if (!meta.get(key)?.isExplicit || required.has(key)) continue;
    const text = `${describe({ path, version })}: is marked as explicit in vendor/modules.txt, but not explicitly required in ${work ? "a " : ""}go.mod`;
    found.push({ kind: "explicit-not-required", text, at: inVendor(span) });
  }

  for (const { path, version, replacement, span } of vendor.entries) {
    if (!replacement || replacementOf(path, version)) continue;
    const text = `${describe({ path, version })}: is marked as replaced in vendor/modules.txt, but not replaced in ${work ? "the workspace" : "go.mod"}`;
    found.push({ kind: "stale-replacement", text, at: inVendor(span) });
  }
  return found;
}

/** The whole message with which go stops, for a vendor folder that lies in `folder`. */
export function formatVendorInconsistencies(
  problems: readonly VendorInconsistency[],
  { folder, isWorkspace }: { folder: string; isWorkspace: boolean },
): string {
  const list = problems.map(({ text }) => `\n\t${text}`).join("");
  return `go: inconsistent vendoring in ${folder}:${list}\n\n\tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\tTo sync the vendor directory, run:\n\t\tgo ${isWorkspace ? "work" : "mod"} vendor`;
}

function tooNew({ vendor, runningGo }: VendorCheck): VendorInconsistency[] {
  if (runningGo === undefined) return [];
  return vendor.entries
    .filter(({ goVersion }) => goVersion !== undefined && compareGoVersions(goVersion, runningGo) > 0)
    .map(({ path, goVersion, span }) => ({
      kind: "too-new" as const,
      text: `${path} in vendor/modules.txt requires go >= ${goVersion} (running go ${runningGo})`,
      at: { file: vendor.file, span },
    }));
}

function collectMeta(entries: readonly VendorModule[]): ReadonlyMap<string, VendorMeta> {
  const meta = new Map<string, VendorMeta>();
  for (const { path, version, explicit, replacement } of entries) {
    const key = keyOf(path, version);
    const known = meta.get(key);
    meta.set(key, {
      isExplicit: explicit || (known?.isExplicit ?? false),
      replacement: replacement ?? known?.replacement,
    });
  }
  return meta;
}

/** Modules that provide a package, and the highest such version of each path, as go collects them line by line. */
function collectProviders(entries: readonly VendorModule[]): {
  providers: readonly VendorModule[];
  selected: ReadonlyMap<string, string>;
} {
  const providers: VendorModule[] = [];
  const selected = new Map<string, string>();
  for (const entry of entries) {
    if (entry.packages.length === 0) continue;
    const known = selected.get(entry.path);
    if (known !== undefined && compareModuleVersions(entry.path, known, entry.version) >= 0) continue;
    providers.push(entry);
    selected.set(entry.path, entry.version);
  }
  return { providers, selected };
}

function* replaceLines(mains: readonly ModFile[], work: WorkFile | undefined): Generator<[string, Replace]> {
  for (const main of mains) for (const replace of main.replaces) yield [main.file, replace];
  for (const replace of work?.replaces ?? []) yield [work?.file ?? "go.work", replace];
}

function isSameReplacement(wanted: FoundReplacement, listed: VendorReplacement): boolean {
  return wanted.vendoredPath === listed.path && (wanted.version ?? "") === (listed.version ?? "");
}

function describe({ path, version }: { path: string; version: string | undefined }): string {
  return version ? `${path}@${version}` : path;
}

function keyOf(path: string, version: string): string {
  return `${path}@${version}`;
}

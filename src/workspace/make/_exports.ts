/** Which variables make exports (GNU Make manual 5.7.2), as far as conditions show it. */
import type { State } from "./_state.ts";

/** Names that `export` and `unexport` name so far. */
export interface Exports {
  /** Every variable. */
  all: "yes" | "no" | "maybe";
  /** The same by `.EXPORT_ALL_VARIABLES:`, which no later `unexport` takes back. */
  readonly byTarget: Pick<Exports, "all">;
  readonly sure: Set<string>;
  /** Under a condition nobody can decide. */
  readonly maybe: Set<string>;
  /** Of `sure`: only because the value is assigned and exported under such a condition. */
  readonly withValue: Set<string>;
  readonly unexported: Set<string>;
  /** Names that `undefine` took from the environment; those of the command line it leaves. */
  readonly gone: Set<string>;
  /** Taken from the environment under such a condition. */
  readonly maybeUnexported: Set<string>;
}

/** Nothing exported yet. */
export function createExports(): Exports {
  return {
    all: "no",
    byTarget: { all: "no" },
    sure: new Set(),
    maybe: new Set(),
    withValue: new Set(),
    unexported: new Set(),
    gone: new Set(),
    maybeUnexported: new Set(),
  };
}

/** `export NAME` or `unexport NAME`. */
export function exportName(
  exports: Exports,
  name: string,
  how: { isExport: boolean; isSure: boolean },
): void {
  const { sure, maybe, unexported, maybeUnexported } = exports;
  if (how.isSure) {
    exports.gone.delete(name);
    maybe.delete(name);
    maybeUnexported.delete(name);
    exports.withValue.delete(name);
    (how.isExport ? sure : unexported).add(name);
    (how.isExport ? unexported : sure).delete(name);
    return;
  }
  if (how.isExport && sure.has(name)) return;
  const isAll = exports.all !== "no" || exports.byTarget.all !== "no";
  if (!how.isExport && !sure.has(name) && !isAll && !maybe.has(name)) {
    maybeUnexported.add(name);
    return;
  }
  maybe.add(name);
  if (!how.isExport || unexported.has(name)) maybeUnexported.add(name);
  sure.delete(name);
  unexported.delete(name);
}

/** `export` or `unexport` alone. */
export function exportAll(
  exports: Pick<Exports, "all">,
  { isExport, isSure }: { isExport: boolean; isSure: boolean },
): void {
  const next = isExport ? "yes" : "no";
  if (isSure) exports.all = next;
  else if (exports.all !== next) exports.all = "maybe";
}

/** An assignment, with the word `export` or without it. */
export function exportAssigned(
  { exports, table }: Pick<State, "exports" | "table">,
  name: string,
  { isExport, isSure }: { isExport: boolean; isSure: boolean },
): void {
  if (!isExport) {
    if (!isSure || !exports.withValue.delete(name)) return;
    exports.sure.delete(name);
    exports.maybe.add(name);
  } else if (isSure || table.has(name) || exports.unexported.has(name)) {
    exportName(exports, name, { isExport, isSure });
  } else if (!exports.sure.has(name)) {
    // Where it is not exported it has no value either.
    exports.sure.add(name);
    exports.withValue.add(name);
  }
}

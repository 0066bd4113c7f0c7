/** What make hands to the commands of a recipe as environment. */
import { type EmbeddedText, embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile, MakeScope, MakeVariable, ReadCommand } from "../../workspace/make/model.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Setting } from "../environment.ts";
import { known, unknown, type Value } from "../value.ts";
import { makeHole } from "./make-hole.ts";
import { isHandedOut, makefileFacts } from "./makefile-facts.ts";
import { tooManySteps } from "./note-broken-parts.ts";
import { isOpenOutside } from "./outside-variables.ts";
import { stemOf } from "./rules-of-target.ts";

/** What a recipe gets, and what make does to find it out. */
export interface ExportedVariables {
  readonly settings: readonly (readonly [string, Setting])[];
  readonly shellCommands: readonly ReadCommand[];
  readonly unknowns: readonly Unknown[];
  /** The variable that refers to itself. */
  readonly recursive: string | undefined;
}

/** The variables of a Makefile that a recipe gets. */
export function exportedVariables(
  makefile: Makefile,
  scope: MakeScope,
  handedOn: ReadonlySet<string>,
): ExportedVariables {
  const exported = new Map<string, Setting>();
  const unknowns: Unknown[] = [];
  const shellCommands: ReadCommand[] = [];
  let recursive: string | undefined;
  const always = makefileFacts(makefile).exported;
  const { overrides } = scope;
  const variables =
    overrides.size === 0 && handedOn.size === 0
      ? always
      : makefile.variables.filter(
          (variable) =>
            isHandedOut(variable, makefile) || overrides.has(variable.name) || handedOn.has(variable.name),
        );
  const sure = new Set(overrides.keys());
  for (const { name, isExported } of variables) if (isExported || handedOn.has(name)) sure.add(name);
  for (const variable of variables) {
    if (!isInScope(variable, scope) || makefile.unexported.has(variable.name)) continue;
    const isUndefined = makefile.undefinedNames?.has(variable.name) === true;
    if (isUndefined && !overrides.has(variable.name) && !isHandedOut(variable, makefile)) continue;
    // A variable of the target that hides the command line's is not handed on, and the other is.
    if (variable.isOverride && variable.target !== undefined && !isHandedOut(variable, makefile)) continue;
    if (
      hidesCommandLine(variable, makefile) &&
      !isHandedOut(variable, makefile) &&
      !handedOn.has(variable.name)
    )
      continue;
    if (!sure.has(variable.name) && !makefile.exportsAll) {
      const value = unknown(mayExport(makefile), variable.at);
      exported.set(variable.name, { value, at: variable.at, by: "exported by make" });
      continue;
    }
    // A recipe line would lose the dash of `-mod=vendor` for make's own; behind another character it is kept.
    const text = makefile.expand(embedUnchanged(`=$(${variable.name})`), scope);
    const { at } = variable;
    recursive ??= text.recursive;
    for (const command of text.shellCommands ?? [])
      shellCommands.push({ text: command, at, isConditional: variable.isConditional });
    if (text.isCutShort) unknowns.push({ at, reason: tooManySteps, code: "too-many-steps" });
    const isOthers = variable.isPrivate && !isInScope(variable, { ...scope, neededBy: [] });
    const value = text.isCutShort
      ? unknown(tooManySteps, at)
      : isOthers
        ? unknown("whether make hands on what is private to another target depends on its version", at)
        : text.holes.length === 0
          ? known(text.text.slice(1), at)
          : exportedValue(text, (expression) =>
              isOpenOutside(expression, scope)
                ? unknown(`nobody knows the ${expression} that make is given`, at)
                : makeHole(makefile, expression, at, scope),
            );
    exported.set(variable.name, { value, at, by: "exported by make" });
  }
  return { settings: [...exported], shellCommands, unknowns, recursive };
}

/** Why nobody knows whether make exports a variable. */
function mayExport({ exportsMore }: Makefile): string {
  return exportsMore
    ? "make exports the names that a command prints"
    : "a condition decides whether make exports it";
}

/** The value of `=` and a text with holes: that of its only part, or a text with names that nothing sets. */
function exportedValue({ text, holes }: EmbeddedText, valueOfHole: (expression: string) => Value): Value {
  let before = 1;
  let textIfUnset = "";
  let open: Value | undefined;
  for (const { start, end, expression } of holes) {
    const value = valueOfHole(expression);
    const isWhole = start === 1 && end === text.length;
    if (value.kind === "unknown" && !value.isUnset) return isWhole ? value : unknown(value.reason, value.at);
    textIfUnset +=
      text.slice(before, start) + (value.kind === "known" ? value.text : (value.textIfUnset ?? ""));
    before = end;
    if (value.kind === "unknown") open ??= value;
  }
  textIfUnset += text.slice(before);
  return open?.kind === "unknown" ? { ...open, textIfUnset } : known(textIfUnset);
}

/** Whether a variable is one of all targets, of this one, or of one that this one is made for. */
function isInScope(variable: MakeVariable, { target, neededBy = [] }: MakeScope): boolean {
  if (variable.target === undefined) return true;
  const owner = variable.target;
  const isOf = (name: string): boolean => isOwnedBy(owner, name);
  return (target !== undefined && isOf(target.name)) || neededBy.some(isOf);
}

/** Whether variables of a target, or of a pattern, are those of a name. */
export function isOwnedBy(owner: string, name: string): boolean {
  return name === owner || (owner.includes("%") && stemOf({ name: owner }, name) !== undefined);
}

/** What `override` assigns is no longer the command line's, and make hands it on only where the file says so. */
function hidesCommandLine({ name }: MakeVariable, makefile: Makefile): boolean {
  return overriding(makefile).has(name);
}

const overridingOf = new WeakMap<Makefile, ReadonlySet<string>>();

/** Names that an `override` of the file assigns, whatever the conditions say. */
export function overriding(makefile: Makefile): ReadonlySet<string> {
  const cached = overridingOf.get(makefile);
  if (cached) return cached;
  const names = makefile.variables
    .filter((variable) => variable.isOverride && !variable.isConditional && variable.target === undefined)
    .map(({ name }) => name);
  const found = new Set(names);
  overridingOf.set(makefile, found);
  return found;
}

/** The machine on which the lines of a recipe run. */
import type { Makefile } from "../../workspace/make/model.ts";
import type { Machine } from "../machine.ts";
import { known, unknown } from "../value.ts";
import { overriding } from "./exported-variables.ts";
import type { MakeCall } from "./find-makefile.ts";
import type { PreparedTarget } from "./prepare-target.ts";

/** Recipes see the caller's environment, exported variables and what stands on make's command line. */
export function recipeMachine(
  call: MakeCall,
  machine: Machine,
  exported: PreparedTarget["exported"],
): Machine {
  const { makefile } = call;
  const { strong, options } = recipeFacts(makefile);
  const exportedNames = new Set(exported.map(([name]) => name));
  const hidden = overriding(makefile);
  const given = [...call.overrides]
    .filter(([name]) => !hidden.has(name) && !(strong.has(name) && exportedNames.has(name)))
    .map(([name, given]) => {
      const isExpanded = given.kind === "known" && given.text.includes("$");
      const value = isExpanded ? unknown(`make expands "${given.text}"`, given.at) : given;
      return [name, { value, at: value.at, by: "make's command line" }] as const;
    });
  let environment =
    exported.length === 0 && given.length === 0
      ? machine.environment
      : machine.environment.withAll([...exported, ...given]);
  for (const name of makefile.maybeUnexported ?? []) {
    const before = environment.get(name);
    const value = unknown("a condition decides whether make hands it on", before?.at);
    if (before) environment = environment.withAll([[name, { ...before, value }]]);
  }
  for (const name of makefile.undefinedNames ?? [])
    if (!call.overrides.has(name) && !exportedNames.has(name)) environment = environment.without(name);
  for (const name of makefile.unexported) if (environment.get(name)) environment = environment.without(name);
  const [remade] = makefile.remade ?? [];
  if (remade !== undefined)
    environment = environment.withOpenReason(`make makes "${remade}", which may export settings`);
  if (makefile.exportsMore)
    environment = environment.withOpenReason("make exports the names that a command prints");
  const folder = known(call.folder);
  return {
    ...machine,
    environment,
    folder,
    options,
    functions: new Map(),
  };
}

interface RecipeFacts {
  /** Names that an `override` assigns somewhere. */
  readonly strong: ReadonlySet<string>;
  readonly options: Machine["options"];
}

const recipeFactsOf = new WeakMap<Makefile, RecipeFacts>();

/** What all recipes of a Makefile share; thousands of targets ask. */
function recipeFacts(makefile: Makefile): RecipeFacts {
  const known = recipeFactsOf.get(makefile);
  if (known) return known;
  const strong = makefile.variables.filter(({ isOverride }) => isOverride).map(({ name }) => name);
  const facts = { strong: new Set(strong), options: recipeOptions(makefile) };
  recipeFactsOf.set(makefile, facts);
  return facts;
}

/** make starts `$(SHELL) $(.SHELLFLAGS) line`; the flags are `-c` unless the file says more. */
function recipeOptions(makefile: Makefile): Machine["options"] {
  const flags = makefile.variables.findLast(({ name }) => name === ".SHELLFLAGS")?.value.text ?? "";
  const shell = makefile.variables.findLast(({ name }) => name === "SHELL")?.value.text ?? "";
  const text = `${shell} ${flags}`;
  const own = /bash|zsh/.test(shell) ? "bash" : /dash/.test(shell) ? "dash" : "sh";
  return { errexit: /(?:^|\s)-[a-z]*e|errexit/.test(text), pipefail: text.includes("pipefail"), shell: own };
}

/** What all recipes of a Makefile ask about its variables, found once. */
import type { Makefile, MakeVariable } from "../../workspace/make/model.ts";

interface MakefileFacts {
  /** Names that the Makefile assigns. */
  readonly defined: ReadonlySet<string>;
  /** Names whose outside value can change what runs. */
  readonly open: ReadonlySet<string>;
  /** Variables that every recipe gets as environment. */
  readonly exported: readonly MakeVariable[];
  /** Targets with variables of their own, which their prerequisites inherit. */
  readonly owners: readonly string[];
}

const factsOf = new WeakMap<Makefile, MakefileFacts>();

/** The facts of a Makefile. */
export function makefileFacts(makefile: Makefile): MakefileFacts {
  const cached = factsOf.get(makefile);
  if (cached) return cached;
  const defined = new Set(makefile.variables.map((variable) => variable.name));
  const closed = new Set(
    makefile.variables
      .filter(({ operator, target }) => !/^[?+]=$/.test(operator) && !target)
      .map(({ name }) => name),
  );
  const texts = [
    ...makefile.variables.map((variable) => variable.value.text),
    ...makefile.targets.flatMap((target) => target.recipe.map((line) => line.text.text)),
  ];
  const open = new Set<string>();
  for (const { name } of makefile.variables) if (!closed.has(name)) open.add(name);
  for (const text of texts) {
    for (const match of text.matchAll(/\$[({]([\w.-]+)/g)) {
      const name = match[1];
      if (name !== undefined && !closed.has(name)) open.add(name);
    }
  }
  const exported = makefile.variables.filter((variable) => isHandedOut(variable, makefile));
  const owners = [...new Set(makefile.variables.flatMap(({ target }) => target ?? []))];
  const facts = { defined, open, exported, owners };
  factsOf.set(makefile, facts);
  return facts;
}

/** Whether every recipe may get the variable as environment. */
export function isHandedOut({ isExported, mayBeExported }: MakeVariable, { exportsAll }: Makefile): boolean {
  return isExported || exportsAll || mayBeExported === true;
}

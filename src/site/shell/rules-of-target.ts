/** Which rules make a target (GNU Make manual 4.11, 4.13, 10.5): their recipes, and all that they need. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile, MakeTarget } from "../../workspace/make/model.ts";

/** A rule that make runs for a target, with what all rules of the target need. */
export interface ChosenRule extends MakeTarget {
  /** Under a condition nobody can decide another recipe takes its place. */
  readonly mayBeReplaced?: true;
  /** Prerequisites that only rules under such conditions name. */
  readonly maybeNeeded: ReadonlySet<string>;
}

interface Rules {
  readonly explicit: ReadonlyMap<string, readonly MakeTarget[]>;
  /** Pattern rules with a recipe or prerequisites. */
  readonly patterns: readonly MakeTarget[];
  readonly chosen: Map<string, readonly ChosenRule[]>;
}

const rulesOf = new WeakMap<Makefile, Rules>();

function readRules(makefile: Makefile): Rules {
  const cached = rulesOf.get(makefile);
  if (cached) return cached;
  const explicit = new Map<string, MakeTarget[]>();
  for (const target of makefile.targets) {
    if (target.isPattern) continue;
    const known = explicit.get(target.name);
    if (known) known.push(target);
    else explicit.set(target.name, [target]);
  }
  const patterns = makefile.targets.filter(
    ({ isPattern, recipe, prerequisites }) => isPattern && recipe.length + prerequisites.length > 0,
  );
  const rules = {
    explicit,
    patterns: patterns.filter(isLast),
    chosen: new Map<string, readonly ChosenRule[]>(),
  };
  rulesOf.set(makefile, rules);
  return rules;
}

/** A later pattern rule with the same prerequisites takes the place of an earlier one. */
function isLast(rule: MakeTarget, index: number, patterns: readonly MakeTarget[]): boolean {
  const needs = (each: MakeTarget): string => each.prerequisites.join(" ");
  return !patterns.some(
    (later, place) =>
      place > index && later.name === rule.name && !later.isConditional && needs(later) === needs(rule),
  );
}

/** The rules of a name, those of double colons each for itself, any other joined to one or to alternatives. */
export function rulesFor(makefile: Makefile, name: string): readonly ChosenRule[] {
  const { chosen } = readRules(makefile);
  const cached = chosen.get(name);
  if (cached) return cached;
  const found = chooseRules(makefile, name);
  chosen.set(name, found);
  return found;
}

function chooseRules(makefile: Makefile, name: string): readonly ChosenRule[] {
  const own = (readRules(makefile).explicit.get(name) ?? []).map((rule) => expandAgain(makefile, rule, name));
  if (own.some(({ isDoubleColon }) => isDoubleColon))
    return own.map((rule) => ({ ...rule, maybeNeeded: new Set() }));
  if (own.some((rule) => hasRecipe(rule) && !rule.isConditional)) return joinRules(own);
  const pattern = findPattern(makefile, name);
  if (!pattern) return joinRules(own);
  // Where none of the recipes is read, the pattern's is the one.
  return joinRules(own.some(hasRecipe) ? [{ ...pattern, isConditional: true }, ...own] : [...own, pattern]);
}

function hasRecipe(rule: MakeTarget): boolean {
  return rule.hasRecipe === true || rule.recipe.length > 0;
}

/** The last recipe counts, and what its rule needs comes first. */
function joinRules(rules: readonly MakeTarget[]): readonly ChosenRule[] {
  const [first] = rules;
  if (!first) return [];
  const withRecipe = rules.filter(hasRecipe);
  // A target that needs itself is no prerequisite for make.
  const inOrder = [...withRecipe.toReversed(), ...rules.filter((rule) => !hasRecipe(rule))];
  const prerequisites = inOrder
    .flatMap((rule) => rule.prerequisites)
    .filter((needed) => needed !== first.name);
  const orderOnly = inOrder.flatMap((rule) => rule.orderOnly);
  const needsOf = (rule: MakeTarget): readonly string[] => [...rule.prerequisites, ...rule.orderOnly];
  const sure = new Set(rules.filter(({ isConditional }) => !isConditional).flatMap(needsOf));
  const maybeNeeded = new Set([...prerequisites, ...orderOnly].filter((needed) => !sure.has(needed)));
  const isOpen = maybeNeeded.size > 0 || rules.some((rule) => rule.isOpen);
  const sureIndex = withRecipe.findLastIndex(({ isConditional }) => !isConditional);
  const kept = withRecipe.length === 0 ? [first] : withRecipe.slice(Math.max(sureIndex, 0));
  // A static pattern rule gives the target a stem, whichever rule has the recipe.
  const stem = rules.findLast((rule) => rule.stem !== undefined)?.stem;
  return kept.map((rule, index) => ({
    ...rule,
    ...(stem === undefined ? {} : { stem }),
    prerequisites,
    orderOnly,
    maybeNeeded,
    ...(isOpen ? { isOpen } : {}),
    ...(index + 1 < kept.length ? { mayBeReplaced: true as const } : {}),
  }));
}

/** The pattern rule that leaves the shortest stem, filled in. */
function findPattern(makefile: Makefile, name: string): MakeTarget | undefined {
  const { patterns, explicit } = readRules(makefile);
  let best: { pattern: MakeTarget; stem: string } | undefined;
  for (const pattern of patterns) {
    const stem = stemOf(pattern, name);
    if (stem === undefined || (best && best.stem.length <= stem.length)) continue;
    // `%: common-% ;` is for the names that its prerequisites have rules for.
    const isFor = (needed: string): boolean => explicit.has(needed.replace("%", stem));
    if (pattern.recipe.length === 0 && !pattern.prerequisites.every(isFor)) continue;
    best = { pattern, stem };
  }
  if (!best) return undefined;
  const { pattern, stem } = best;
  const fill = (needed: string): string => needed.replace("%", stem);
  const filled = {
    ...pattern,
    stem,
    prerequisites: pattern.prerequisites.map(fill),
    orderOnly: pattern.orderOnly.map(fill),
    ...(pattern.group ? { group: pattern.group.map(fill) } : {}),
  };
  return expandAgain(makefile, filled, name);
}

/** What `%` stands for when a pattern rule makes the name. */
export function stemOf({ name: pattern }: Pick<MakeTarget, "name">, name: string): string | undefined {
  const [before = "", after = ""] = pattern.split("%");
  const fits = name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  return fits ? name.slice(before.length, name.length - after.length) : undefined;
}

/** After `.SECONDEXPANSION:` make expands the prerequisites for each target; what it cannot is kept as written. */
function expandAgain(makefile: Makefile, rule: MakeTarget, name: string): MakeTarget {
  if (!rule.isExpandedAgain) return rule;
  const scope = { target: { ...rule, name, isOpen: true as const }, overrides: new Map() };
  let isOpen = false;
  const expand = (needed: string): readonly string[] => {
    if (!needed.includes("$")) return [needed];
    const { text, holes } = makefile.expand(embedUnchanged(`=${needed}`), scope);
    if (holes.length > 0) isOpen = true;
    return holes.length > 0
      ? [needed]
      : text
          .slice(1)
          .split(/\s+/)
          .filter((word) => word !== "");
  };
  const prerequisites = rule.prerequisites.flatMap(expand);
  const orderOnly = rule.orderOnly.flatMap(expand);
  return { ...rule, prerequisites, orderOnly, ...(isOpen ? { isOpen } : {}) };
}

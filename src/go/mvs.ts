/**
 * Minimal version selection (https://go.dev/ref/mod#minimal-version-selection): each module at the highest version
 * that anything reachable requires. The main module has the empty version and outranks every other one of its path.
 */
import { compareBytes } from "./byte-order.ts";
import { compareModuleVersions } from "./module-order.ts";

/** A module at a version; the version `none` stands for its absence, the empty one for the main module. */
export interface ModuleVersion {
  readonly path: string;
  readonly version: string;
}

/** What selection needs to know about modules. */
export interface Requirements {
  /** Requirements of a module after replacement and excludes; undefined when its go.mod cannot be read. */
  requirementsOf(module: ModuleVersion): readonly ModuleVersion[] | undefined;
  /** The greater of two versions of a module; default: Go's order. */
  max?(path: string, a: string, b: string): string;
}

/** What an upgrade to the latest versions needs besides. */
export interface UpgradeRequirements extends Requirements {
  latestOf(module: ModuleVersion): ModuleVersion;
}

/** What a downgrade needs besides. */
export interface DowngradeRequirements extends Requirements {
  /** The next lower version that may be chosen; `none` when there is none. */
  previousOf(module: ModuleVersion): ModuleVersion;
}

/** The modules that a build uses. */
export interface BuildList {
  /** The targets, then the other modules by path. */
  readonly modules: readonly ModuleVersion[];
  /** Modules whose requirements are not known: the list may be too low. */
  readonly missing: readonly ModuleVersion[];
}

/** The build list of a module or, in a workspace, of several. */
export function buildList(targets: readonly ModuleVersion[], requirements: Requirements): BuildList {
  return listWithUpgrades(targets, requirements, undefined);
}

/** The selected version of every module path that the targets reach. */
export function selectVersions(
  targets: readonly ModuleVersion[],
  requirements: Requirements,
): ReadonlyMap<string, string> {
  return new Map(buildList(targets, requirements).modules.map(({ path, version }) => [path, version]));
}

/** The build list after every module but the target is raised to its latest version. */
export function upgradeAll(target: ModuleVersion, requirements: UpgradeRequirements): BuildList {
  return listWithUpgrades([target], requirements, (module) =>
    module.path === target.path ? target : requirements.latestOf(module),
  );
}

/** The build list after the given upgrades. */
export function upgrade(
  target: ModuleVersion,
  requirements: Requirements,
  upgrades: readonly ModuleVersion[],
): BuildList {
  const max = requirements.max ?? maxVersion;
  const own = requirements.requirementsOf(target) ?? [];
  const raised = new Map<string, string>();
  for (const { path, version } of upgrades) {
    const known = raised.get(path);
    raised.set(path, known === undefined ? version : max(path, known, version));
  }
  const added = [...raised.keys()]
    .filter((path) => !own.some((requirement) => requirement.path === path))
    .map((path) => ({ path, version: "none" }));
  return listWithUpgrades(
    [target],
    withOwn(requirements, target, [...own, ...added]),
    ({ path, version }) => ({
      path,
      version: raised.get(path) ?? version,
    }),
  );
}

/** The build list after modules are lowered to the given versions; what requires more is lowered too or removed. */
export function downgrade(
  target: ModuleVersion,
  requirements: DowngradeRequirements,
  downgrades: readonly ModuleVersion[],
): BuildList {
  const max = requirements.max ?? maxVersion;
  const current = buildList([target], requirements).modules.slice(1);
  const ceiling = new Map(current.map(({ path, version }) => [path, version]));
  for (const { path, version } of downgrades) {
    const known = ceiling.get(path);
    if (known === undefined || max(path, known, version) !== version) ceiling.set(path, version);
  }
  const acceptable = acceptableUnder(ceiling, requirements, max);
  const lowered: ModuleVersion[] = [];
  for (const module of current) {
    const found = lowerUntilAcceptable(module);
    if (found) lowered.push(found);
  }
  // A requirement can pull a version up again to one that previousOf skips; what only the skipped choice needed must go.
  const actual = selectVersions([target], withOwn(requirements, target, lowered));
  const settled = current.flatMap(({ path }) => {
    const version = actual.get(path);
    return version === undefined ? [] : [{ path, version }];
  });
  return buildList([target], withOwn(requirements, target, settled));

  function lowerUntilAcceptable(module: ModuleVersion): ModuleVersion | undefined {
    let candidate = module;
    while (!acceptable(candidate)) {
      const previous = requirements.previousOf(candidate);
      let version = previous.version;
      const top = ceiling.get(candidate.path);
      // The wanted version may be one that previousOf does not list, such as a pseudo-version.
      if (
        top !== undefined &&
        max(candidate.path, top, candidate.version) !== top &&
        max(candidate.path, version, top) !== version
      ) {
        version = top;
      }
      if (version === "none") return undefined;
      candidate = { path: candidate.path, version };
    }
    return candidate;
  }
}

/** The shortest list of requirements, containing the paths of `base`, that gives the target the same build list. */
export function minimalRequirements(
  target: ModuleVersion,
  base: readonly string[],
  requirements: Requirements,
): readonly ModuleVersion[] {
  const list = buildList([target], requirements).modules;
  const selected = new Map(list.map(({ path, version }) => [path, version]));
  const known = new Map<string, readonly ModuleVersion[]>([[keyOf(target), []]]);
  const order: ModuleVersion[] = [];
  for (const module of list) visitInPostorder(module);

  const covered = new Set<string>();
  const result: ModuleVersion[] = [];
  for (const path of new Set(base)) {
    const module = { path, version: selected.get(path) ?? "" };
    result.push(module);
    cover(module);
  }
  for (const module of order.reverse()) {
    if (selected.get(module.path) !== module.version || covered.has(keyOf(module))) continue;
    result.push(module);
    cover(module);
  }
  return result.sort((a, b) => compareBytes(a.path, b.path));

  function visitInPostorder(start: ModuleVersion): void {
    // A stack of our own: real graphs are deeper than JavaScript's call stack likes.
    const stack: { module: ModuleVersion; isDone: boolean }[] = [{ module: start, isDone: false }];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const { module, isDone } = top;
      if (isDone) {
        order.push(module);
        continue;
      }
      if (known.has(keyOf(module))) continue;
      const required = requirements.requirementsOf(module) ?? [];
      known.set(keyOf(module), required);
      stack.push({ module, isDone: true });
      for (const next of [...required].reverse()) stack.push({ module: next, isDone: false });
    }
  }

  function cover(start: ModuleVersion): void {
    const stack = [start];
    for (let module = stack.pop(); module; module = stack.pop()) {
      if (covered.has(keyOf(module))) continue;
      covered.add(keyOf(module));
      stack.push(...(known.get(keyOf(module)) ?? []));
    }
  }
}

function listWithUpgrades(
  targets: readonly ModuleVersion[],
  requirements: Requirements,
  upgradeOf: ((module: ModuleVersion) => ModuleVersion) | undefined,
): BuildList {
  const max = requirements.max ?? maxVersion;
  const selected = new Map<string, string>();
  const missing: ModuleVersion[] = [];
  const seen = new Set<string>();
  const queue: ModuleVersion[] = [];
  const reach = (module: ModuleVersion): void => {
    const version = selected.get(module.path);
    selected.set(
      module.path,
      version === undefined ? module.version : max(module.path, version, module.version),
    );
    if (seen.has(keyOf(module))) return;
    seen.add(keyOf(module));
    queue.push(module);
  };
  for (const target of targets) reach(target);
  for (let at = 0; at < queue.length; at++) {
    const module = queue[at];
    if (!module) break;
    const upgraded = upgradeOf?.(module);
    if (upgraded) reach(upgraded);
    if (module.version === "none") continue;
    const required = requirements.requirementsOf(module);
    if (!required) missing.push(module);
    for (const requirement of required ?? []) reach(requirement);
  }
  const roots = [...new Set(targets.map(({ path }) => path))];
  const others = [...selected.keys()].filter((path) => !roots.includes(path)).sort(compareBytes);
  const modules = [...roots, ...others]
    .map((path) => ({ path, version: selected.get(path) ?? "none" }))
    .filter(({ version }) => version !== "none");
  return { modules, missing };
}

/** Tells whether a module, with all it requires, stays at or below the ceiling; what was found once is remembered. */
function acceptableUnder(
  ceiling: ReadonlyMap<string, string>,
  requirements: Requirements,
  max: (path: string, a: string, b: string) => string,
): (module: ModuleVersion) => boolean {
  const added = new Set<string>();
  const excluded = new Set<string>();
  const requiredBy = new Map<string, ModuleVersion[]>();

  const exclude = (start: ModuleVersion): void => {
    const stack = [start];
    for (let module = stack.pop(); module; module = stack.pop()) {
      if (excluded.has(keyOf(module))) continue;
      excluded.add(keyOf(module));
      stack.push(...(requiredBy.get(keyOf(module)) ?? []));
    }
  };
  const add = (module: ModuleVersion): void => {
    const key = keyOf(module);
    if (added.has(key)) return;
    added.add(key);
    const top = ceiling.get(module.path);
    const required = requirements.requirementsOf(module);
    if (!required || (top !== undefined && max(module.path, module.version, top) !== top)) {
      exclude(module);
      return;
    }
    for (const requirement of required) {
      add(requirement);
      const requirementKey = keyOf(requirement);
      if (excluded.has(requirementKey)) {
        exclude(module);
        return;
      }
      const dependants = requiredBy.get(requirementKey);
      if (dependants) dependants.push(module);
      else requiredBy.set(requirementKey, [module]);
    }
  };
  return (module) => {
    add(module);
    return !excluded.has(keyOf(module));
  };
}

function withOwn(
  requirements: Requirements,
  target: ModuleVersion,
  own: readonly ModuleVersion[],
): Requirements {
  return {
    ...requirements,
    requirementsOf: (module) => (keyOf(module) === keyOf(target) ? own : requirements.requirementsOf(module)),
  };
}

function maxVersion(path: string, a: string, b: string): string {
  if (a === "none" || b === "") return b;
  if (b === "none" || a === "") return a;
  return compareModuleVersions(path, a, b) < 0 ? b : a;
}

function keyOf({ path, version }: ModuleVersion): string {
  return `${path}@${version}`;
}

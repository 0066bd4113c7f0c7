/** Which Makefile a make command reads, and what its words ask of it. */
import { folderOf } from "../../text/path-parts.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import type { Machine } from "../machine.ts";
import { makefileOn } from "../make/makefile-on.ts";
import { withComputedExports } from "../make/with-computed-exports.ts";
import { known, type Value } from "../value.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import { folderInTree, pathInTree } from "./folder-in-tree.ts";
import { normalizePath } from "./join-folder.ts";
import { flagsOfFile, isDry, makeFlagsOf } from "./make-flags.ts";
import { readMakeWords } from "./make-words.ts";
import { pathOnMachine } from "./path-on-machine.ts";

/** A make command's words, sorted. */
export interface MakeCall {
  readonly makefile: Makefile;
  readonly folder: string;
  readonly goals: readonly string[];
  /** `NAME=value` on the command line; they beat the file's own assignments. */
  readonly overrides: ReadonlyMap<string, Value>;
  /** Variables that make itself sets. */
  readonly own: ReadonlyMap<string, string>;
  readonly ignoresErrors: boolean;
  /** `make -k`: what does not need the target that failed is made all the same. */
  readonly keepsGoing?: boolean;
  /** `make -q` asks, `--version` prints. */
  readonly runsRecipes: boolean;
  /** `make -n` and `-t` run lines with `+` or `$(MAKE)` only. */
  readonly isDry: boolean;
  /** `make -e`: the environment beats what the file assigns. */
  readonly isEnvironmentFirst: boolean;
}

/** The Makefile a make command reads and what it is asked for; undefined when it is not in the tree. */
export function findMakefile(command: PlainCommand, host: CommandHost): MakeCall | undefined {
  let folder: string | undefined = folderInTree(command.machine) ?? folderOfFiles(command.machine);
  if (folder === undefined) return undefined;
  const words = readMakeWords(command.words.slice(1));
  if (!words || words.files.length > 1 || words.flags.has("E")) return undefined;
  const outer = makeFlagsOf(command.machine.environment);
  for (const path of words.folders) {
    if (folder !== undefined) folder = folderBelow(path, { ...command.machine, folder: known(folder) });
  }
  if (folder === undefined) return undefined;
  const inFolder = { ...command.machine, folder: known(folder) };
  const names = words.files.length > 0 ? words.files : ["GNUmakefile", "makefile", "Makefile"];
  const paths = names.map((name) => pathInTree(name, inFolder));
  const found = host.workspace.makefiles.find((candidate) => paths.includes(candidate.file));
  if (!found || folder === undefined) return undefined;
  const isAlone = folder.startsWith("/");
  // Where files came one by one, what it includes may be missing.
  if (isAlone && found.includes.length > 0) return undefined;
  const makefile = found.inFolder?.(isAlone ? folderOf(found.file) : folder) ?? found;
  const overrides = new Map([...outer.overrides, ...words.overrides]);
  const isEnvironmentFirst = outer.isEnvironmentFirst || words.flags.has("e");
  const set = ownVariables(folder, words.goals, command.machine);
  const given = { overrides, own: set, isEnvironmentFirst };
  const read = withComputedExports(
    makefileOn(makefile, command.machine, host.workspace, given),
    host.workspace,
  );
  const own = flagsOfFile(read);
  return {
    makefile: read,
    folder,
    goals: words.goals,
    overrides: new Map([...(own?.overrides ?? []), ...overrides]),
    own: withDefaultGoal(read, set),
    keepsGoing: words.flags.has("k") || words.flags.has("keep-going"),
    ignoresErrors: words.flags.has("i") || own?.ignoresErrors === true,
    runsRecipes: !/[qvh]/.test([...words.flags].filter((flag) => flag.length === 1).join("")),
    isDry: outer.isDry || isDry(words) || own?.isDry === true,
    isEnvironmentFirst,
  };
}

/** Recipes see which target is the first. */
export function withDefaultGoal(
  { defaultGoals: [goal, ...others] }: Makefile,
  own: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  return goal === undefined || others.length > 0 ? own : new Map([...own, [".DEFAULT_GOAL", goal]]);
}

/** Where a runner puts the repository in our model: its own folder is called otherwise. */
const modelFolder = /^\/(?:repository|github\/workspace|builds\/project|root\/project)(?:\/|$)/;

/** `CURDIR` where the machine's folder is known, and `MAKECMDGOALS`. */
export function ownVariables(
  folder: string,
  goals: readonly string[],
  machine: Machine,
): ReadonlyMap<string, string> {
  const path = folder.startsWith("/") ? folder : pathOnMachine(folder, machine);
  return new Map([
    ["MAKECMDGOALS", goals.join(" ")],
    ...(path === undefined || modelFolder.test(path) ? [] : [["CURDIR", path] as const]),
  ]);
}

function folderBelow(path: string, machine: Machine): string | undefined {
  const inTree = pathInTree(path, machine);
  if (inTree !== undefined || machine.folder.kind === "unknown") return inTree;
  const folder = known(normalizePath(path.startsWith("/") ? path : `${machine.folder.text}/${path}`));
  return folderOfFiles({ ...machine, folder });
}

/** `COPY go.mod main.go Makefile ./`: a folder of an image into which files of the tree came one by one. */
function folderOfFiles({ folder, mounts }: Machine): string | undefined {
  if (folder.kind === "unknown" || !folder.text.startsWith("/")) return undefined;
  const prefix = folder.text === "/" ? "/" : `${folder.text}/`;
  return mounts.some(({ path }) => path.startsWith(prefix)) ? folder.text : undefined;
}

/** Commands that make or remove a vendor folder before go looks for it: it is then not as it was committed. */
import { compareGoVersions } from "../go/go-version.ts";
import type { GoModule } from "../workspace/gomod/model.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { pathInTree } from "./shell/folder-in-tree.ts";
import { shownText } from "./shown-text.ts";
import type { GoCommand, Reason, SiteEvent } from "./site.ts";

/** What one command does to a vendor folder. */
export interface VendorChange {
  /** The vendor folder in the tree; undefined where files cannot tell which it is. */
  readonly folder: string | undefined;
  readonly effect: "made" | "removed" | "restored";
  /** `go work vendor` writes the folder of a workspace. */
  readonly isWorkspace?: true;
  /** It happens for sure before the commands after it. */
  readonly isSure: boolean;
  readonly reason: Reason;
}

/** What a go command does: only `go mod vendor` and `go work vendor` touch the folder. */
export function vendorChangeOfGo(command: GoCommand): VendorChange | undefined {
  const { subcommand, module, workspace, mode, folder } = command;
  const ofWorkspace = subcommand === "work vendor";
  if (!ofWorkspace && subcommand !== "mod vendor") return undefined;
  if (mode.error || command.arguments.some(({ text }) => /^--?o(?:=|$)/.test(text))) return undefined;
  const owner = ofWorkspace ? workspace : module;
  // Outside of this repository it makes another's.
  if (!owner && folder.kind === "known") return undefined;
  const isPlain = command.failure.kind === "stops" && !command.isConditional && mode.value !== "unknown";
  const wanted = ofWorkspace ? "made" : effectOn(module);
  const isSure = isPlain && owner !== undefined && wanted !== undefined;
  const effect = wanted ?? "made";
  return {
    folder: owner && vendorOf(owner.folder),
    effect,
    ...(ofWorkspace ? { isWorkspace: true } : {}),
    isSure,
    reason: reasonOf(command, effect, isSure),
  };
}

/** Without a requirement or replacement go removes the folder and writes none. */
function effectOn(module: GoModule | undefined): "made" | "removed" | undefined {
  if (!module || module.mod.problems.length > 0) return undefined;
  const { requires, replaces, go } = module.mod;
  if (requires.length + replaces.length === 0) return "removed";
  // Before go 1.14 the list names only modules that a package is taken from.
  return go && compareGoVersions(go.version, "1.14") >= 0 ? "made" : undefined;
}

/** What any other command does; none for nearly all. */
export function vendorChangesOf(command: PlainCommand): readonly VendorChange[] {
  const { words, text, machine } = command;
  const [program = "", ...rest] = words.map((word) => shownText(word).replace(/["']/g, ""));
  const name = program.slice(program.lastIndexOf("/") + 1);
  if (name === "git") return ofGit(command, rest);
  if (!/^(?:rm|mv|cp|ln|rsync|tar|unzip|install)$/.test(name) || !text.includes("vendor")) return [];
  const operands = rest.filter((word) => !word.startsWith("-"));
  const isPlain = command.failure.kind === "stops" && !command.isConditional;
  const change = (word: string, effect: VendorChange["effect"], isCertain: boolean): VendorChange[] => {
    const isHidden = /[$`{}]/.test(word) || /[*?[]/.test(word);
    const path = isHidden ? undefined : pathInTree(word.replace(/\/+$/, ""), machine);
    if (path === undefined && !isHidden && (word.startsWith("/") || machine.folder.kind === "known"))
      return [];
    const isSure = isCertain && isPlain && path !== undefined;
    return [{ folder: path, effect, isSure, reason: reasonOf(command, effect, isSure) }];
  };
  if (name === "rm") {
    const isDeep = rest.some((word) => /^-[a-zA-Z]*[rR]|^--recursive$/.test(word));
    return operands.flatMap((word) => {
      if (isVendor(word)) return isDeep ? change(word, "removed", true) : [];
      if (/(?:^|\/)vendor\/(?:modules\.txt|\*)$/.test(word))
        return change(word.replace(/\/[^/]*$/, ""), "removed", false);
      // `find . -name vendor -exec rm -rf {} +`
      return isDeep && (word === "{}" || command.hasMoreArguments) ? change("{}", "removed", false) : [];
    });
  }
  const target = operands.at(-1) ?? "";
  const left = name === "mv" ? operands.slice(0, -1).filter(isVendor) : [];
  const gone = left.flatMap((word) => change(word, "removed", true));
  if (/^(?:tar|unzip)$/.test(name)) return gone;
  const isMoved = operands.slice(0, -1).some(isVendor) && !/[$`{}*?[]/.test(target);
  const isInto = operands.length > 1 && (isVendor(target) || isMoved);
  const made = isVendor(target) ? target : `${target.replace(/\/+$/, "")}/vendor`;
  return [...gone, ...(isInto ? change(made, "made", false) : [])];
}

/** A folder that a cache or an artifact brings. */
export function vendorChangeOfStep(event: SiteEvent): VendorChange | undefined {
  if (event.kind !== "uses" || !/cache|download-artifact/.test(event.name)) return undefined;
  const path = event.inputs.get("path")?.value;
  const text = path?.kind === "known" ? path.text : "";
  const named = text.split(/\s+/).find(isVendor);
  if (named === undefined) return undefined;
  const reason = { text: `${event.name} may bring ${named}`, at: event.at };
  return { folder: undefined, effect: "made", isSure: false, reason };
}

function ofGit(command: PlainCommand, words: readonly string[]): readonly VendorChange[] {
  const [verb = "", ...rest] = words;
  const paths = verb === "restore" ? rest.filter((word) => !word.startsWith("-")) : behindDashes(rest);
  const isIndexOnly = rest.some((word) => /^(?:--staged|-S|--source|-s)/.test(word));
  const isPlain = command.failure.kind === "stops" && !command.isConditional;
  if (/^(?:checkout|restore)$/.test(verb) && isPlain && !isIndexOnly && paths.some(isVendor)) {
    return paths.filter(isVendor).map((word) => {
      const folder = pathInTree(word.replace(/\/+$/, ""), command.machine);
      const isSure = folder !== undefined;
      return { folder, effect: "restored", isSure, reason: reasonOf(command, "restored", isSure) };
    });
  }
  const isClean = verb === "clean" && words.some((word) => /^-[a-zA-Z]*d/.test(word));
  const restores =
    /^(?:checkout|restore|stash)$/.test(verb) || isClean || (verb === "reset" && words.includes("--hard"));
  if (!restores) return [];
  return [
    { folder: undefined, effect: "restored", isSure: false, reason: reasonOf(command, "restored", false) },
  ];
}

/** The words that are paths in any case. */
function behindDashes(words: readonly string[]): readonly string[] {
  const index = words.indexOf("--");
  return index === -1 ? [] : words.slice(index + 1);
}

function isVendor(word: string): boolean {
  return /(?:^|\/)vendor\/*$/.test(word);
}

function vendorOf(folder: string): string {
  return folder === "" ? "vendor" : `${folder}/vendor`;
}

const verbs = { made: "makes", removed: "removes", restored: "restores" } as const;

function reasonOf(
  { text, at }: Pick<PlainCommand, "text" | "at">,
  effect: VendorChange["effect"],
  isSure: boolean,
): Reason {
  const verb = isSure ? verbs[effect] : `may ${verbs[effect].replace(/s$/, "")}`;
  return { text: `${text.split("\n")[0]} ${verb} the vendor folder first`, at };
}

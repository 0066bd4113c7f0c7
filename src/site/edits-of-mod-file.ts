/** Commands that write a go.mod or go.work before go reads it: its lines are then not those of the repository. */
import type { GoModule, GoWorkspace } from "../workspace/gomod/model.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import { pathInTree } from "./shell/folder-in-tree.ts";
import type { Reason } from "./site.ts";

/** One command that may change what a go.mod or go.work asks for. */
export interface ModFileEdit {
  /** The file of the tree; undefined where files cannot tell which it is. */
  readonly file: string | undefined;
  readonly reason: Reason;
}

const modFile = /(?:^|[/"'\s])go\.(?:mod|work)["']?$/;
/** What asks for a version: `go 1.24`, `^go`, `toolchain`. */
const versionLine = /\bgo\b(?!\.(?:mod|work|sum))|toolchain/;
/** `go mod init` and `go work init` stop where the file is: who replaces it removes it first. */
const goEdits =
  /^(?:mod edit .*-(?:go|toolchain)\b|mod tidy .*-go\b|get .*\b(?:go|toolchain)@|work (?:edit .*-(?:go|toolchain)\b|use\b))/;

/** The edit that a command makes; undefined for nearly all. */
export function editOfModFile(command: PlainCommand): ModFileEdit | undefined {
  const texts = command.words.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const target = targetOf(texts, command.text);
  if (target === undefined) return undefined;
  const file = pathInTree(target, command.machine);
  // A file that lies elsewhere for sure is none of the repository's.
  if (file === undefined && (target.startsWith("/") || command.machine.folder.kind === "known"))
    return undefined;
  const text = `what ${target} asks for is not known: ${command.text.split("\n")[0]} may change it`;
  return { file, reason: { text, at: command.at } };
}

/** Path of the file that is written. */
function targetOf([program = "", ...words]: readonly string[], text: string): string | undefined {
  const name = program.slice(program.lastIndexOf("/") + 1);
  const written = />{1,2}\s*["']?((?:[^\s"'&|;]*\/)?go\.(?:mod|work))\b/.exec(text)?.[1];
  if (written !== undefined) return written;
  const file = words.find((word) => modFile.test(word));
  switch (name) {
    case "go":
      return goEdits.test(words.join(" "))
        ? (file ?? (words[0] === "work" ? "go.work" : "go.mod"))
        : undefined;
    case "sed":
    case "gsed":
    case "perl":
      return words.some((word) => /^-[a-z]*i|^--in-place/.test(word)) &&
        words.some((word) => word !== file && versionLine.test(word))
        ? file
        : undefined;
    case "rm":
    case "tee":
      return file;
    case "mv":
    case "cp":
      return modFile.test(words.at(-1) ?? "") || name === "mv" ? file : undefined;
    default:
      return undefined;
  }
}

/** The last edit before a command that touches a file whose lines it goes by. */
export function editBefore(
  edits: readonly ModFileEdit[],
  { module, workspace }: { module: GoModule | undefined; workspace: GoWorkspace | undefined },
): ModFileEdit | undefined {
  const files = [module?.file, workspace?.file].filter((file) => file !== undefined);
  return edits.findLast(({ file }) => files.length > 0 && (file === undefined || files.includes(file)));
}

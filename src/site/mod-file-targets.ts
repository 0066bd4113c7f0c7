/** Which go.mod or go.work a program may write, as far as its words tell: what is not understood counts as written. */
import { modFile, namesModFile, sparesVersionLines } from "./names-mod-file.ts";
import { shownText } from "./shown-text.ts";
import type { CommandArgument } from "./site.ts";
import type { Value } from "./value.ts";

/** What a program may write: one file, every one below a folder, or (undefined) any. */
export interface ModFileTarget {
  readonly path: string | undefined;
  readonly isFolder?: boolean;
}

/** Asks whether a file or folder of the tree is known to hold no go.mod. */
export type HoldsNoModFile = (path: string) => boolean;

/** Asks whether no go.mod of the tree lies in a folder whose path ends so, or is itself such a path. */
export type LiesElsewhere = (ending: string) => boolean;

const any: ModFileTarget = { path: undefined };
/** `go mod init` and `go work init` stop where the file is: who replaces it removes it first. */
const goEdits =
  /^(?:mod edit .*-(?:go|toolchain)\b|mod tidy .*-go\b|get .*\b(?:go|toolchain)@|work (?:edit .*-(?:go|toolchain)\b|use\b))/;
/** Programs that are given a go.mod to read, to pack, to look at or to name. */
const readers =
  /^(?:\[{1,2}|test|cat|bat|less|more|head|tail|e?f?grep|rg|ag|wc|ls|stat|file|diff|cmp|comm|cut|sort|uniq|tr|jq|yq|[a-z0-9]*sum|shasum|echo|printf|export|local|declare|readonly|set|cd|mkdir|touch|chmod|chown|dirname|basename|readlink|realpath|zip|gzip|docker|podman|buildah|make|gmake|gofmt|curl|wget|aws|gsutil|gh|golangci-lint|actionlint|trivy|grype|syft|snyk|nancy|govulncheck|osv-scanner|addlicense|pre-commit|source|\.|true|false|:|exit|return|read|eval|if|for|while|case|find|git|codecov|test-infra|hub|scp|ssh)$/;

/** The targets of a command; none where it writes no go.mod. */
export function modFileTargets(
  words: readonly CommandArgument[],
  {
    hasMore,
    holdsNone,
    liesElsewhere,
  }: { hasMore: boolean; holdsNone: HoldsNoModFile; liesElsewhere: LiesElsewhere },
): readonly ModFileTarget[] {
  const texts = words.map(shownText);
  const [program = "", ...rest] = texts;
  const name = program.slice(program.lastIndexOf("/") + 1);
  const file = rest.find((word) => modFile.test(word));
  switch (name) {
    case "go":
      if (!goEdits.test(rest.join(" "))) return [];
      return [{ path: file ?? (rest[0] === "work" ? "go.work" : "go.mod") }];
    case "git":
      return ofGit(rest);
    case "patch":
      return ofPatch(rest);
    case "sed":
    case "gsed":
    case "perl":
      return ofStreamEditor(words.slice(1), hasMore);
    case "rm":
    case "tee":
    case "truncate":
      return rest.filter(namesModFile).map((path) => ({ path: withoutGlob(path) }));
    case "cp":
    case "mv":
    case "ln":
    case "install":
    case "rsync":
      return ofCopy(name, words.slice(1), hasMore, { holdsNone, liesElsewhere });
    case "tar":
    case "bsdtar":
    case "unzip":
      return ofArchive(name, rest);
    case "find":
      return ofFind(rest);
    case "awk":
    case "gawk":
      return /(?:^| )-i\s*inplace/.test(rest.join(" ")) && file !== undefined ? [{ path: file }] : [];
    default:
      return file !== undefined && !readers.test(name) ? [{ path: file.replace(/^-[^=]*=/, "") }] : [];
  }
}

/** Subcommands that bring other versions of files into the work tree. */
const gitWriters =
  /^(?:checkout|switch|restore|reset|apply|am|pull|merge|rebase|cherry-pick|revert|stash|read-tree|checkout-index|bisect)$/;

function ofGit(words: readonly string[]): readonly ModFileTarget[] {
  const start = words.findIndex(
    (word, index) => !word.startsWith("-") && !/^-[Cc]$/.test(words[index - 1] ?? ""),
  );
  const verb = words[start] ?? "";
  if (start < 0 || !gitWriters.test(verb)) return [];
  const rest = words.slice(start + 1);
  const flags = rest.filter((word) => word.startsWith("-"));
  const operands = rest.filter((word) => !word.startsWith("-"));
  const folder = words[words.indexOf("-C") + 1];
  const all: ModFileTarget =
    words.includes("-C") && folder !== undefined
      ? { path: folder, isFolder: true }
      : { path: ".", isFolder: true };
  if (
    flags.some((flag) => /^--(?:check|stat|numstat|summary|abort|quit|staged|cached|soft|mixed)$/.test(flag))
  )
    return [];
  if (verb === "stash") return /^(?:pop|apply|branch)$/.test(operands[0] ?? "") ? [all] : [];
  // Without --hard, --merge or --keep the files stay.
  if (verb === "reset" && !flags.some((flag) => /^--(?:hard|merge|keep)$/.test(flag))) return [];
  // A new branch of what is checked out, or the files of it, are what the repository holds.
  const isNew = flags.some((flag) => /^-[a-z]*[bBcC]$|^--(?:create|orphan)$/.test(flag));
  if (/^(?:checkout|switch)$/.test(verb) && isNew && operands.length < 2) return [];
  if (/^(?:checkout|reset|restore)$/.test(verb) && operands.every((word) => /^(?:HEAD|\.)$/.test(word)))
    return [];
  const paths = rest.includes("--") ? rest.slice(rest.indexOf("--") + 1) : [];
  if (paths.length > 0) return coversOnly(paths, rest.slice(0, rest.indexOf("--")), all);
  return [all];
}

/** `git checkout v1 -- go.mod`: what other paths name stays; without a version the files are those of the repository. */
function coversOnly(
  paths: readonly string[],
  before: readonly string[],
  all: ModFileTarget,
): readonly ModFileTarget[] {
  const versions = before.filter((word) => !word.startsWith("-") && word !== "HEAD");
  if (versions.length === 0) return [];
  return paths.every((path) => /\.\w+$/.test(path) && !namesModFile(path)) ? [] : [all];
}

function ofPatch(words: readonly string[]): readonly ModFileTarget[] {
  if (words.includes("--dry-run")) return [];
  const operand = words.find(
    (word, index) => !word.startsWith("-") && !/^-[idoDFprB]$/.test(words[index - 1] ?? ""),
  );
  if (operand !== undefined && !/[$<]/.test(operand)) return modFile.test(operand) ? [{ path: operand }] : [];
  const index = words.findIndex((word) => /^(?:-d|--directory)$/.test(word));
  return [{ path: index < 0 ? "." : words[index + 1], isFolder: true }];
}

function ofStreamEditor(words: readonly CommandArgument[], hasMore: boolean): readonly ModFileTarget[] {
  const texts = words.map(shownText);
  const flags = texts.filter((text) => text.startsWith("-"));
  if (!flags.some((flag) => /^-[a-zA-Z0-9]*i|^--in-place/.test(flag))) return [];
  const hasScript = texts.findIndex((text) => /^(?:-[a-zA-Z]*e|--expression)$/.test(text));
  const scriptAt =
    hasScript >= 0 ? hasScript + 1 : texts.findIndex((text) => text !== "" && !text.startsWith("-"));
  const scripts = [
    ...words.filter((_, index) => index === scriptAt || /^-[a-zA-Z]*e$/.test(texts[index - 1] ?? "")),
    ...words.filter((word) => /^--expression=/.test(shownText(word))),
  ];
  const isSpared =
    scripts.length > 0 &&
    scripts.every(({ value, text }) =>
      sparesVersionLines((value.kind === "known" ? value.text : text).replace(/^--expression=/, "")),
    );
  if (isSpared) return [];
  const files = words.filter(
    (word, index) => !scripts.includes(word) && !shownText(word).startsWith("-") && index !== scriptAt,
  );
  const found = files.flatMap(({ value, text }): readonly ModFileTarget[] => {
    if (value.kind === "known") return namesModFile(value.text) ? [{ path: withoutGlob(value.text) }] : [];
    if (value.candidates)
      return value.candidates.some((each) => each.split(/\s+/).some(namesModFile)) ? [any] : [];
    return mayEndInModFile(text) ? [any] : [];
  });
  return hasMore ? [any, ...found] : found;
}

/** A word whose end is hidden; `$DIR/main.go` is none. */
function mayEndInModFile(text: string): boolean {
  return /(?:[)}`"*?]|\$\w+)["']?$/.test(text) || modFile.test(text);
}

/** Endings of a go.mod and of folders: `$GOPATH/src/github.com`. */
const otherThanFile = /\.(?:mod|work|com|org|net|io|dev|in|git|d)$/i;

/** Behind what is open stands the name of another file: of `"$1.part"`, and of a `$1` that is `"$dir/a.bash"`. */
function endsInOther(value: Value): boolean {
  const ending = value.kind === "unknown" && !value.isMany ? value.ending : undefined;
  return ending !== undefined && /\.[a-z]\w*$/i.test(ending) && !otherThanFile.test(ending);
}

function ofCopy(
  program: string,
  words: readonly CommandArgument[],
  hasMore: boolean,
  { holdsNone, liesElsewhere }: { holdsNone: HoldsNoModFile; liesElsewhere: LiesElsewhere },
): readonly ModFileTarget[] {
  const texts = words.map(shownText);
  const into = texts.findIndex((text) => /^(?:-t|--target-directory)$/.test(text));
  const operands = words.filter(
    (word, index) => !shownText(word).startsWith("-") && (into < 0 || (index !== into && index !== into + 1)),
  );
  const last = into < 0 ? operands.at(-1) : words[into + 1];
  const sources = into < 0 ? operands.slice(0, -1) : operands;
  const moved = program === "mv" ? sources.map(shownText).filter(namesModFile) : [];
  const gone = moved.map((path): ModFileTarget => ({ path: withoutGlob(path) }));
  if (!last || (sources.length === 0 && !hasMore)) return gone;
  const target = last.value.kind === "known" ? last.value.text : undefined;
  if (target !== undefined && modFile.test(target)) return [...gone, { path: target }];
  const ending = last.value.kind === "unknown" ? last.value.ending : undefined;
  if (ending !== undefined && liesElsewhere(ending)) return gone;
  const isDeep =
    program === "rsync" ||
    program === "mv" ||
    texts.some((text) => /^-[a-zA-Z]*[rRa]|^--(?:recursive|archive)/.test(text));
  const written = sources.flatMap(({ value, text }): readonly ModFileTarget[] => {
    const source = value.kind === "known" ? value.text : undefined;
    // A program that is put into a folder is no go.mod, whatever the variables in its path hold.
    if (source === undefined && !mayEndInModFile(text)) return [];
    if (endsInOther(value) && (target !== undefined || endsInOther(last.value))) return [];
    if (source !== undefined && (namesModFile(source) || modFile.test(source)) && !/[*?[]/.test(source))
      return [{ path: at(target, "go.mod") }];
    const contents = source === undefined || /(?:^|\/)(?:\.{0,2}|[^/]*[*?[][^/]*)$/.test(source);
    if (source !== undefined && !isDeep && !namesModFile(source)) return [];
    if (source !== undefined && holdsNone(source.replace(/\/?(?:\.|[^/]*[*?[][^/]*)?$/, ""))) return [];
    if (contents) return [{ path: target, isFolder: true }];
    return [{ path: at(target, source.slice(source.lastIndexOf("/") + 1)), isFolder: true }];
  });
  return [
    ...gone,
    ...written,
    ...(hasMore && sources.length === 0 ? [{ path: target, isFolder: true }] : []),
  ];
}

function at(folder: string | undefined, name: string): string | undefined {
  return folder === undefined ? undefined : `${folder.replace(/\/$/, "")}/${name}`;
}

/** unzip asks before it replaces a file, and takes silence for no, unless `-o` says otherwise. */
function ofArchive(program: string, words: readonly string[]): readonly ModFileTarget[] {
  const replaces =
    program === "unzip"
      ? words.some((word) => /^-[a-zA-Z]*o/.test(word)) &&
        !words.some((word) => /^-[a-zA-Z]*[lptvz]/.test(word))
      : unpacks(words);
  if (!replaces) return [];
  const flag = program === "unzip" ? /^-d$/ : /^(?:-[a-zA-Z]*C|--directory)$/;
  const index = words.findIndex((word) => flag.test(word));
  const joined = words.find((word) => /^--directory=|^-C./.test(word))?.replace(/^(?:--directory=|-C)/, "");
  const folder = joined ?? (index < 0 ? "." : (words[index + 1] ?? "."));
  // What is asked for by name is all that is unpacked.
  const members = words.filter(
    (word, at) =>
      at > 0 &&
      !word.startsWith("-") &&
      !/^(?:-[a-zA-Z]*[fCdx]|[a-zA-Z]*f|-[CX]|--(?:file|directory|exclude))$/.test(words[at - 1] ?? ""),
  );
  if (
    program !== "unzip" &&
    members.length > 0 &&
    !members.some((word) => namesModFile(word) || word.includes("$"))
  )
    return [];
  return [{ path: folder.includes("$") ? undefined : folder, isFolder: true }];
}

function unpacks(words: readonly string[]): boolean {
  const bundle = words[0]?.startsWith("-") ? "" : (words[0] ?? "");
  return /^[a-zA-Z]*x/.test(bundle) || words.some((word) => /^-[a-zA-Z]*x|^--(?:extract|get)$/.test(word));
}

/** What find runs is a command of its own; here is what it deletes itself. */
function ofFind(texts: readonly string[]): readonly ModFileTarget[] {
  const names = namesOfFind(texts);
  return texts.includes("-delete") && names.some(namesModFile) ? [any] : [];
}

/** The patterns of `-name` and its like. */
export function namesOfFind(texts: readonly string[]): readonly string[] {
  return texts.filter((_, index) => /^-i?(?:name|path|wholename)$/.test(texts[index - 1] ?? ""));
}

/** The file that a pattern such as `go.*` may mean. */
function withoutGlob(path: string): string {
  return /[*?[]/.test(path) ? path.replace(/[^/]*$/, "go.mod") : path;
}

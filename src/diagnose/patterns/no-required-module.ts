import { errorReader } from "../error-reader.ts";
import { isImageStep } from "../is-image-step.ts";
import { definePattern, type Evidence, type LogContext, type Match } from "../pattern.ts";
import type { Repository } from "../repository.ts";
import { importEvidence } from "../repository-evidence.ts";

const forms = [
  /no required module provides package (?<package>[^\s;:)"]+)(?<rest>$|[;:)"].*)/,
  /cannot find module (?:providing package|for package|for path) (?<package>[^\s:)"]+)(?:: (?<rest>.*)|[)"]?$)/,
  /module (?<module>[^\s@]+)@(?<query>\S+) found(?: \([^)]*\))?, but does not contain packages? (?:matching )?(?<package>[^\s:)"]+)/,
  /(?:main module \((?<main>[^)]+)\) does|(?<work>workspace modules) do) not contain packages? (?:matching )?(?<package>[^\s:)"]+)/,
  /cannot find package "(?<package>[^"]+)" in:/,
  /module (?<module>[^\s@]+) provides package (?<package>\S+) and is replaced but not required/,
  /package (?<package>\S+) provided by (?<module>\S+) at latest version (?<latest>\S+) but not at required version (?<version>\S+)/,
  /missing module for import: (?<module>[^\s@]+)@(?<version>\S+) provides (?<package>\S+)$/,
  /package \S+ imports (?<package>\S+) from implicitly required module;/,
].map(errorReader);
/** Said by other patterns with more truth. */
const elsewhere =
  /\bgit (?:ls-remote|fetch|init|remote)\b|https?:\/\/|dial tcp|exit status \d|unrecognized import path|lookup disabled by (?!-mod=readonly)|go\.mod file not found|not part of a module|missing go\.sum entry|updates to go\.|^unknown revision|checksum|parsing go\.mod|ambiguous import/;

/** Source of the words: cmd/go/internal/modload import.go and query.go, go/build build.go (a vendor folder; "in any of" is of gopath-mode). */
export default definePattern({
  id: "no-required-module",
  title: "No module that is required holds an imported package",
  rules: [
    "modules/required-only-by-workspace",
    "modules/self-import-without-major",
    "vendor/missing-package",
    "vendor/ignored-by-git",
  ],
  needles: [
    "no required module provides package ",
    "cannot find module providing package ",
    "cannot find module for package ",
    "cannot find module for path ",
    "but does not contain package",
    " not contain package",
    'cannot find package "',
    " and is replaced but not required",
    " but not at required version ",
    "missing module for import: ",
    " from implicitly required module",
  ],

  match(context) {
    const words = forms.map((read) => read(context.line.text)).find((found) => found !== undefined);
    if (!words?.package || elsewhere.test(words.rest ?? "")) return undefined;
    return {
      subject: rootOf(words.package),
      ...judge(words, context),
      values: { package: words.package, isUnknown: String(words.rest !== undefined) },
    };
  },

  *confirm({ values }, repository) {
    const { package: name = "", isUnknown } = values ?? {};
    yield* folderEvidence(name, repository);
    if (isUnknown === "true")
      for (const { file, mod } of repository.workspace.modules)
        for (const { path, version, span } of mod.requires)
          if (isBelow(name, path))
            yield { at: { file, span }, says: "contradicts", shows: `require ${path} ${version}` };
    yield* importEvidence(name, repository);
  },
});

type Words = Readonly<Record<string, string | undefined>>;

function judge(
  words: Words,
  { line, at }: LogContext,
): Pick<Match, "message" | "fix" | "confidence"> & { readonly subject?: string } {
  const { package: name = "", module, main } = words;
  const local = "; if it is a folder of your own module, it was not committed, generated or copied";
  if (words.query !== undefined)
    return {
      message: `${module}@${words.query} does not hold ${name}`,
      fix: `Import ${name} from the module and version that hold it: it was moved or removed in ${module}, or is one of its newer versions (go get ${module}@latest)`,
      confidence: 0.93,
    };
  if (main !== undefined || words.work !== undefined)
    return {
      message: `${main ?? "no module of the workspace"} has no folder for ${name}${main === undefined ? "" : ", whose path begins with its own"}`,
      fix: `Generate, commit or copy the folder of ${name}, or correct its path`,
      confidence: 0.93,
    };
  if (words.latest !== undefined)
    return {
      message: `${name} is in ${module} ${words.latest} and not in ${words.version}, which go.mod requires`,
      fix: `Run go get ${module}@${words.latest} and commit go.mod and go.sum`,
      confidence: 0.95,
    };
  if (module !== undefined)
    return {
      message: `${module} holds ${name}, and go.mod does not require it`,
      fix: `Run go get ${module}${words.version === undefined ? "" : `@${words.version}`}, then go mod tidy, and commit go.mod and go.sum`,
      confidence: 0.95,
    };
  const first = at(1)?.text ?? "";
  if (/(?:^|[/\\])vendor[/\\]/.test(first))
    return {
      message: `the vendor folder has no files of ${name === "." ? first.replace(/^.*[/\\]vendor[/\\]/, "") : name}`,
      fix: "Run go mod vendor and commit all of vendor; look with git check-ignore whether an ignore rule keeps files of it out",
      confidence: 0.9,
    };
  if (isOwn(name, words.before ?? "")) {
    const into = isImageStep(line.step) ? "copied into the image (COPY, .dockerignore)" : "in the checkout";
    return {
      message: `${name} belongs to the importing module itself, and its folder has no Go files here`,
      fix: `See that the folder of ${name} is committed or generated before, and ${into}`,
      confidence: 0.85,
    };
  }
  // What a proxy or a repository answered stands behind: then that is the cause.
  const isAnswer =
    words.rest !== undefined && words.rest !== "" && !/^[;)]|^import lookup disabled/.test(words.rest);
  return {
    message: `no module in go.mod provides ${name === "." ? "the package of the folder" : name}`,
    fix:
      name === "."
        ? `Put Go files into ${first.trim() || "the folder"}, or build the folder that has them`
        : `Run go mod tidy (or go get ${name}) and commit go.mod and go.sum${local}`,
    confidence: isAnswer ? 0.5 : 0.87,
    // One command writes all requirements that are missing.
    ...(name === "." || isAnswer ? {} : { subject: "go.mod" }),
  };
}

/** Whether the importing file, named by a path relative to its module, lies in a folder that the package's path names too. */
function isOwn(name: string, before: string): boolean {
  const folder = /(?:^|\s)(?:\.\/)?([\w-]+)\/\S*\.go:\d+(?::\d+)?: *$/.exec(before)?.[1];
  return folder !== undefined && folder !== "vendor" && name.split("/").slice(3).includes(folder);
}

/** Whether the folder of a package of the repository's own modules is there. */
function* folderEvidence(name: string, { workspace }: Repository): Generator<Evidence> {
  for (const { file, folder, mod } of workspace.modules) {
    if (!mod.module || !isBelow(name, mod.module.path)) continue;
    const inside = name.slice(mod.module.path.length + 1);
    const wanted = [folder, inside].filter(Boolean).join("/");
    const found = workspace.goFiles.find((each) => each.folder === wanted);
    yield found
      ? {
          at: { file: found.path, span: { start: 0, end: 0 } },
          says: "contradicts",
          shows: `is in ${wanted}`,
        }
      : { at: { file, span: mod.module.span }, says: "confirms", shows: `no Go files in ${wanted}` };
  }
}

function isBelow(name: string, path: string): boolean {
  return name === path || name.startsWith(`${path}/`);
}

/** The repository part of an import path: its packages are missing for one reason. */
function rootOf(path: string): string {
  return /^[\w-]+\.[\w.-]+\//.test(path) ? path.split("/").slice(0, 3).join("/") : path;
}

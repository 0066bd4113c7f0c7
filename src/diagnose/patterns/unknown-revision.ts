import { isPseudoVersion, isZeroPseudoVersion } from "../../go/pseudo-version.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type Match } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const at = String.raw`(?:(?<module>[^\s@]+)@(?<version>[^\s:]+): |[^\s@]+@[^\s:]+ \(replaced by (?<other>[^\s@]+)@(?<instead>[^\s)]+)\): )`;
const forms = [
  `${at}?(?:invalid version: |version "[^"]+" invalid: |reading \\S+ at revision \\S+: )?unknown revision (?!or path)(?<revision>[^\\s"'!]+)`,
  `${at}?invalid pseudo-version: (?<why>.+?)"?$`,
  `${at}(?:invalid version: )?(?:version "[^"]+" invalid: )?(?<refused>disallowed version string)`,
  `(?:${at}|go list -m: )?no matching versions for query "(?<query>[^"]+)"`,
].map((source) => errorReader(new RegExp(source)));

/** Source of the words: cmd/go/internal/modfetch codehost.go and coderepo.go, modload query.go; x/mod module.go. */
export default definePattern({
  id: "unknown-revision",
  title: "The version that is asked for does not exist",
  needles: [
    "unknown revision ",
    "invalid pseudo-version: ",
    "no matching versions for query ",
    ": disallowed version string",
  ],
  explains: ["module-not-found", "no-required-module"],

  match({ line }) {
    const words = forms.map((read) => read(line.text)).find((found) => found !== undefined);
    // A server's answer to a request: module-not-found reads it together with the request.
    if (!words || /(?:server response|not found):/.test(words.before ?? "")) return undefined;
    const module = words.module ?? words.other ?? "";
    const version = words.version ?? words.instead ?? words.revision ?? words.query ?? "";
    return {
      ...judge(words, module, version),
      subject: `${module}@${version}`,
      values: { module, version },
    };
  },

  *confirm({ values }, repository) {
    if (values?.module) yield* requireEvidence(values.module, values.version ?? "", repository);
  },
});

function judge(
  words: Readonly<Record<string, string | undefined>>,
  module: string,
  version: string,
): Pick<Match, "message" | "fix" | "confidence"> {
  const owner = module === "" ? "the module" : module;
  if (words.query !== undefined) {
    return {
      message: `${owner} has no version that answers the query ${words.query}`,
      fix: `List what there is with go list -m -versions ${module || "MODULE"}, then ask for one of these or for a branch`,
      confidence: 0.85,
    };
  }
  if (words.refused !== undefined) {
    return {
      message: `a proxy cannot be asked for ${version} of ${owner}: a name with a slash is no version`,
      fix: `Name the commit (go get ${module || "MODULE"}@COMMIT), or ask the repository itself with GOPRIVATE=${module || "MODULE"}`,
      confidence: 0.9,
    };
  }
  if (isZeroPseudoVersion(version)) {
    return {
      message: `${owner} ${version} is the place-holder of a replacement, and no replacement is in force here`,
      fix: `Add replace ${module || "MODULE"} => FOLDER to this go.mod, use the workspace, or require a real version`,
      confidence: 0.97,
    };
  }
  if (words.why !== undefined) {
    return {
      message: `${owner} ${version} is no pseudo-version of its commit: ${words.why}`,
      fix: `Let go write it: go get ${module || "MODULE"}@${commitOf(version) ?? "COMMIT"}`,
      confidence: 0.97,
    };
  }
  const commit = commitOf(version) ?? commitOf(words.revision ?? "");
  if (commit !== undefined) {
    return {
      message: `the repository of ${owner} has no commit ${commit}: it was rebased away, or was never pushed`,
      fix: `Ask for a commit or tag that is on a branch: go get ${module || "MODULE"}@BRANCH`,
      confidence: 0.95,
    };
  }
  return {
    message: `the repository of ${owner} has no tag or branch ${words.revision}`,
    fix: `Ask for a tag that exists (git ls-remote --tags; with v in front, pushed, and below the module's folder if it has one): go get ${module || "MODULE"}@latest`,
    confidence: 0.93,
  };
}

function commitOf(version: string): string | undefined {
  if (isPseudoVersion(version)) return /-([A-Za-z0-9]+)(?:\+incompatible)?$/.exec(version)?.[1];
  return /^[0-9a-f]{7,40}$/.test(version) ? version : undefined;
}

import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { errorReader } from "../error-reader.ts";
import { isImageStep } from "../is-image-step.ts";
import { definePattern, type Evidence } from "../pattern.ts";
import type { Repository } from "../repository.ts";

const read = errorReader(
  /(?:(?<module>\S+)@(?<version>v[^\s:/]+)(?: \(replaced by [^)]+\))?: )?(?:missing go\.sum entry(?: for module providing package (?<package>\S+)| needed to verify package (?<verified>\S+)|(?<gomod> for go\.mod file))?(?: \(imported by (?<importer>[^\s)]+)\))?(?: is provided by exactly one module)?(?:;|:|"|\)|$)|(?<readonly>updates to go\.sum needed, disabled by -mod=\w+))/,
);

/** Source of the words: cmd/go/internal/modload import.go and modfile.go (1.16 on), modfetch fetch.go (1.13 on). */
export default definePattern({
  id: "missing-go-sum-entry",
  title: "go.sum lacks lines that the build needs",
  rules: [
    "modules/missing-go-sum-line",
    "image/go-sum-not-copied",
    "modules/malformed-go-sum",
    "modules/uncommitted-workspace-sums",
    "modules/required-only-by-workspace",
  ],
  needles: ["missing go.sum entry", "updates to go.sum needed"],
  explains: ["no-required-module"],

  match({ line }) {
    const words = read(line.text);
    if (!words) return undefined;
    const { module, version, importer } = words;
    const imported = words.package ?? words.verified;
    const what =
      module !== undefined
        ? `${words.gomod === undefined ? "" : "the go.mod of "}${module}@${version}`
        : imported !== undefined
          ? `${words.verified === undefined ? "the module that provides" : "a module that could also hold"} ${imported}${importer === undefined ? "" : `, which ${importer} imports`}`
          : undefined;
    const isImage = isImageStep(line.step);
    return {
      message:
        what === undefined
          ? "go.sum lacks lines, and this run may not write it"
          : `go.sum has no line for ${what}`,
      fix: isImage
        ? "Copy go.sum beside go.mod before this instruction; if it is copied, run go mod tidy and commit go.sum"
        : "Run go mod tidy where go.mod is and commit go.sum",
      confidence: 0.95,
      // One go.sum is behind: however many lines it lacks, one command writes them.
      subject: "go.sum",
      values: {
        module: module ?? "",
        version: version ?? "",
        package: imported ?? "",
        isGoMod: words.gomod ?? "",
        isImage: String(isImage),
      },
    };
  },

  *confirm({ values = {} }, repository) {
    const { module = "", version = "", package: imported = "" } = values;
    // What an image holds is what its COPY lines brought: the rules know.
    if (values.isImage === "true") return;
    if (module !== "") yield* sumEvidence(module, version, values.isGoMod !== "", repository);
    else if (imported !== "") yield* providerEvidence(imported, repository);
  },
});

/** What the go.sum files beside require lines of a module hold for it. */
function* sumEvidence(
  path: string,
  version: string,
  isGoMod: boolean,
  { workspace }: Repository,
): Generator<Evidence> {
  for (const { file, mod, sum } of workspace.modules) {
    const required = requiresOf(mod, path).find((line) => line.version === version);
    if (!required) continue;
    const held = sum?.parsed.lines.find(
      (line) => line.path === path && line.version === version && line.isGoMod === isGoMod,
    );
    yield held && sum
      ? { at: { file: sum.file, span: held.span }, says: "contradicts", shows: `has ${path} ${version}` }
      : {
          at: { file, span: required.span },
          says: "confirms",
          shows: `require ${path} ${version}, ${sum ? `not in ${sum.file}` : "and no go.sum"}`,
        };
  }
}

/** The same for the longest required module path that a package lies under. */
function* providerEvidence(imported: string, repository: Repository): Generator<Evidence> {
  for (const { mod } of repository.workspace.modules) {
    const [provider] = mod.requires
      .filter(({ path }) => imported === path || imported.startsWith(`${path}/`))
      .sort((a, b) => b.path.length - a.path.length);
    if (provider) yield* sumEvidence(provider.path, provider.version, false, repository);
  }
}

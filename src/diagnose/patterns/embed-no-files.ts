import { createIgnoreMatcher } from "../../workspace/tree/ignore-rules.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";
import type { Repository } from "../repository.ts";

const read = errorReader(
  /pattern (?<pattern>\S+): (?<problem>no matching files found|cannot embed (?:directory|file|irregular file) [^"]+?(?=$|"|\\n)|invalid pattern syntax)/,
);
const place = /(?<file>[^\s:"'(=]+\.go):(?<row>\d+):\d+: ?$/;

/** Source of the words: cmd/go/internal/load/pkg.go, resolveEmbed (1.16 on). */
export default definePattern({
  id: "embed-no-files",
  title: "A //go:embed line finds no files to embed",
  rules: ["image/embed-left-out"],
  needles: [": no matching files found", ": cannot embed ", ": invalid pattern syntax"],

  match({ line }) {
    const words = read(line.text);
    const found = place.exec(words?.before ?? "")?.groups;
    if (!words?.pattern || !words.problem || !found) return undefined;
    const { pattern, problem } = words;
    const { file = "", row = "" } = found;
    const name = pattern.replace(/^all:/, "");
    const folder = file.includes("/") ? ` beside ${file}` : "";
    return {
      message: `${file}:${row} embeds ${pattern}: ${problem}`,
      fix: `${remedyOf(problem, name, folder)}${pattern.startsWith("all:") ? `; a go older than 1.18 does not know "all:"` : ""}`,
      confidence: 0.95,
      subject: `${file} ${pattern}`,
      values: { file, row, pattern: name, problem },
    };
  },

  *confirm({ values = {} }, repository): Generator<Evidence> {
    const { file = "", row = "", pattern = "", problem = "" } = values;
    const { workspace } = repository;
    const own = workspace.goFiles.find(({ path }) => path === file || file.endsWith(`/${path}`));
    const source = own && workspace.source(own.path);
    if (!own || !source) return;
    const start = source.lines.lineStart(Number(row));
    const text = source.lines.lineText(Number(row));
    const holds = text.includes(pattern);
    yield {
      at: { file: own.path, span: { start, end: start + text.length } },
      says: holds ? "confirms" : "contradicts",
      shows: holds ? text.trim() : "embeds nothing",
    };
    if (holds && problem === "no matching files found")
      yield* ignoredEvidence(own.folder === "" ? pattern : `${own.folder}/${pattern}`, repository);
  },
});

function remedyOf(problem: string, name: string, folder: string): string {
  if (problem.startsWith("cannot embed irregular"))
    return `Put a plain file in place of ${name}: links and devices are not embedded`;
  if (problem === "invalid pattern syntax")
    return "Name files below the package's own folder, with slashes and without .. or a leading slash";
  if (problem.includes("contains no embeddable files"))
    return `Make the files of ${name} before go build, or write all:${name} if all of them begin with . or _`;
  if (problem.startsWith("cannot embed"))
    return "Embed files of this module only, below the package's own folder and with plain names";
  return `Make or copy ${name}${folder} before go build (generate it, build the front end, COPY it, commit it)`;
}

/** Ignore lines that keep the embedded files out of commits: a fresh clone does not have them. */
function* ignoredEvidence(wanted: string, { workspace }: Repository): Generator<Evidence> {
  for (const { file, lines } of workspace.gitignores) {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
    const segments = wanted.split("/");
    const parents = segments.map((_, index) => segments.slice(0, index + 1).join("/"));
    const line = lines.find(
      ({ pattern, isNegated }) =>
        !isNegated && parents.some((parent) => createIgnoreMatcher(pattern, folder)(parent)),
    );
    if (line)
      yield { at: { file, span: line.span }, says: "confirms", shows: `${line.pattern} is not committed` };
  }
}

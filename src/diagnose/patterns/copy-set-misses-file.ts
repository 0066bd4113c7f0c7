import { isQuotedLine } from "../is-quoted-line.ts";
import { missingOwnPackageNeedles, readMissingOwnPackage } from "../missing-own-package.ts";
import { definePattern, type Evidence, type LogContext } from "../pattern.ts";
import type { Repository } from "../repository.ts";

const forms = [
  /failed to (?:compute cache key|calculate checksum of ref \S+): (?:failed to \S+ .*?: )?"(?<path>\/[^"]+)"(?: not found)?: not found/,
  /failed to compute cache key: (?:failed to walk \S+: )?lstat (?<path>\S+): no such file or directory/,
  /COPY failed: file not found in build context or excluded by \.dockerignore: stat (?<path>\S+): file does not exist/,
  /(?:COPY|ADD) failed: (?:stat|lstat) \S*?docker-builder\d+(?<path>\/\S+): no such file or directory/,
  /(?:COPY|ADD) failed: no source files were specified/,
  /copier: stat: "(?<path>[^"]+)": no such file or directory/,
  /error building image: .*: (?:lstat|stat) (?:\/workspace|\/kaniko\/buildcontext)?(?<path>\/\S+): no such file or directory/,
];

/** Sources of the words: BuildKit's cache/contenthash, Docker's classic builder, buildah, kaniko. */
export default definePattern({
  id: "copy-set-misses-file",
  title: "A file is not in the build context or was not copied into the image",
  rules: ["image/copies-missing-file", "image/go-sum-not-copied", "image/workspace-member-not-copied"],
  needles: [
    "failed to compute cache key: ",
    "failed to calculate checksum of ref ",
    "COPY failed: ",
    "ADD failed: ",
    "copier: stat: ",
    "error building image: ",
    ...missingOwnPackageNeedles,
  ],
  explains: ["no-required-module", "package-not-in-std"],

  match(context) {
    const { text } = context.line;
    const own = readMissingOwnPackage(context);
    if (own !== undefined)
      return {
        message: `${own} belongs to the module that is built, and its folder is not in this image`,
        fix: `Copy its folder into the image before this step (COPY . ., or one more COPY), and look whether .dockerignore or .gitignore leaves it out or a generator has to write it first`,
        confidence: 0.88,
        subject: "a package of the module",
        values: { path: "" },
      };
    if (isQuotedLine(text)) return undefined;
    const found = forms.map((form) => form.exec(text)).find((each) => each !== null);
    if (!found) return undefined;
    const path = found.groups?.path?.replace(/^\/+|\/+$/g, "") ?? "";
    const name = path === "" ? "what COPY names" : path;
    const isSum = path.endsWith("go.sum") || path.endsWith("go.work.sum");
    return {
      message: `${name} is not in the build context${isFromStage(context, path) ? ", or not in the stage that it is copied from" : ""}: it does not exist there, or .dockerignore leaves it out`,
      fix: isSum
        ? `Commit ${path} (go mod tidy writes it), take it out of .gitignore and .dockerignore, or write COPY go.mod go.su[m] ./ for a module without dependencies`
        : `Build from the folder that ${name} lies in (the last argument of docker build, context: in CI), correct the path in COPY, or take it out of .dockerignore and .gitignore`,
      confidence: 0.96,
      subject: name,
      values: { path },
    };
  },

  confirm: (match, repository) => copyLines(match.values?.path ?? "", repository),
});

function isFromStage({ at }: LogContext, path: string): boolean {
  for (let offset = -8; offset <= 8; offset++) {
    const text = at(offset)?.text ?? "";
    if (/COPY .*--from=/.test(text) && text.includes(path)) return true;
  }
  return false;
}

/** COPY lines that name the path from the context: the tree lacks it (confirms) or has it (contradicts). */
function* copyLines(path: string, { workspace }: Repository): Generator<Evidence> {
  if (path === "") return;
  const exists = workspace.tree.entry(path) !== undefined || workspace.tree.hasFolder(path);
  for (const { file, stages } of workspace.dockerfiles)
    for (const instruction of stages.flatMap(({ instructions }) => instructions)) {
      if (instruction.kind !== "copy" && instruction.kind !== "add") continue;
      if (instruction.from !== undefined) continue;
      const source = instruction.sources.find(({ text }) => text.replace(/^\.?\/+|\/+$/g, "") === path);
      if (source)
        yield {
          at: { file, span: source.span },
          says: exists ? "contradicts" : "confirms",
          shows: `COPY ${source.text}${exists ? ", which the repository has" : ", which the repository does not have"}`,
        };
    }
}

import { knownOs } from "../../go/platforms.ts";
import { cgoEvidence } from "../cgo-evidence.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";
import type { Repository } from "../repository.ts";
import { importEvidence } from "../repository-evidence.ts";

const read = errorReader(/build constraints exclude all Go files in (?<folder>[^\s"')]+)/);
const packageName = /(?:package|imports) (?<package>[^\s:]+): $/;
const inCache = /[\\/]pkg[\\/]mod[\\/](?<module>[^@]+@v[^/\\]+)[\\/]?(?<path>.*)$/;
const inVendor = /[\\/]vendor[\\/](?<path>.+)$/;
/** Packages of the standard library that an experiment of a release switches on. */
const experiments: readonly (readonly [RegExp, string])[] = [
  [/^encoding\/json\/(?:v2|jsontext|internal\/\S+)$/, "jsonv2"],
  [/^testing\/synctest$/, "synctest"],
  [/^arena$/, "arenas"],
  [/^simd(?:\/.*)?$/, "simd"],
  [/^runtime\/secret$/, "runtimesecret"],
];
const inGoroot =
  /(?:^|[\\/])(?:go|go1[\w.]*|[^\\/]*toolchain@v[^\\/]*|x64|arm64)[\\/](?:libexec[\\/])?src[\\/](?<path>[a-z][\w\\/]*)$/;
const needsCgo = /^(?:runtime\/cgo|github\.com\/(?:go-gl\/|mattn\/go-sqlite3|faiface\/|veandco\/go-sdl2)|C$)/;

/** Source of the words: cmd/go/internal/load/pkg.go, NoGoError (1.10 on). */
export default definePattern({
  id: "build-constraints-exclude-all",
  title: "Every file of a package is left out for this platform and these tags",
  rules: ["tags/never-true", "platform/suffix-file-vanishes", "tags/exclusive-together", "tags/misspelt-tag"],
  needles: ["build constraints exclude all Go files in "],

  match({ line }) {
    const words = read(line.text);
    if (!words?.folder) return undefined;
    const { folder } = words;
    const cached = inCache.exec(folder)?.groups;
    const vendored = inVendor.exec(folder)?.groups?.path;
    const standard = inGoroot.exec(folder)?.groups?.path?.replaceAll("\\", "/");
    const experiment = experiments.find(([form]) => form.test(standard ?? ""))?.[1];
    if (standard !== undefined && experiment !== undefined)
      return {
        message: `${standard} is a package of the standard library that the go which ran has only as an experiment: GOEXPERIMENT lacks ${experiment}`,
        fix: `Build with GOEXPERIMENT=${experiment} wherever this code is built, or with a release of go that has it without, or do not import ${standard}`,
        confidence: 0.95,
        subject: standard,
        values: { folder: "", imported: standard },
      };
    const name =
      packageName.exec(words.before ?? "")?.groups?.package ??
      (cached
        ? `${cached.module?.split("@")[0]}${cached.path === "" ? "" : `/${cached.path}`}`
        : (vendored ?? folder));
    const system = name.split("/").at(-1) ?? "";
    const isWarning = /level=warn|\bWARN(?:ING)?\b|matched no packages/i.test(line.text);
    return {
      message: `No file of ${name} is built here: GOOS, GOARCH, the tags or CGO_ENABLED=0 exclude all of them`,
      fix: needsCgo.test(name)
        ? `Build with CGO_ENABLED=1 and a C compiler for the target: ${name} is written with cgo`
        : knownOs.has(system)
          ? `Import ${name} only from files for ${system} (name_${system}.go or //go:build ${system})`
          : standard !== undefined
            ? `${standard} is of the standard library: build for a platform that it has files for, or import it only from files for that platform`
            : cached || vendored !== undefined
              ? `If ${name} is written with cgo, set CGO_ENABLED=1 and have a C compiler for the target (go switches cgo off when it cross-compiles or finds none); else build for a platform that it has files for`
              : `Pass the tag or GOOS that its files ask for, or CGO_ENABLED=1 when they import "C"; if it is to be empty here, give it a file without constraint (doc.go)`,
      confidence: isWarning ? 0.3 : 0.9,
      subject: name,
      values: { folder: cached || vendored !== undefined ? "" : folder },
    };
  },

  refine({ values, subject }, repository) {
    return areOfCgo(filesIn(values?.folder ?? "", repository))
      ? {
          message: `Every file of ${subject} imports "C", and cgo is off here: CGO_ENABLED=0 is set, the target is another platform, or there is no C compiler`,
          fix: "Build it with CGO_ENABLED=1 and a C compiler for the target; or give the package a file without cgo for the other builds (//go:build !cgo)",
        }
      : undefined;
  },

  *confirm({ values }, repository): Generator<Evidence> {
    if (values?.imported !== undefined) yield* importEvidence(values.imported, repository);
    const folder = values?.folder ?? "";
    if (folder === "") return;
    const files = filesIn(folder, repository);
    // A file that imports "C" is left out when cgo is off, without a line that says so.
    if (areOfCgo(files)) {
      for (const { path, imports } of files.slice(0, 3))
        yield {
          at: { file: path, span: imports.find((each) => each.path === "C")?.span ?? { start: 0, end: 0 } },
          says: "confirms",
          shows: 'imports "C": built only with CGO_ENABLED=1',
        };
      yield* cgoEvidence("0", repository);
      return;
    }
    const open = files.filter(({ constraint, path }) => !constraint && !/_[a-z0-9]+\.go$/.test(path));
    for (const { path, constraintLines } of open.length > 0 ? [] : files.slice(0, 3)) {
      const decisive = constraintLines.find(({ isHonoured }) => isHonoured);
      yield {
        at: { file: path, span: decisive?.span ?? { start: 0, end: 0 } },
        says: "confirms",
        shows: decisive ? decisive.text.trim() : "the file's name decides",
      };
    }
    for (const { path } of open.slice(0, 1))
      yield {
        at: { file: path, span: { start: 0, end: 0 } },
        says: "contradicts",
        shows: "has no constraint",
      };
  },
});

function filesIn(folder: string, { workspace }: Repository): Repository["workspace"]["goFiles"] {
  return workspace.goFiles.filter(
    (file) =>
      !file.isTest && file.folder !== "" && (folder === file.folder || folder.endsWith(`/${file.folder}`)),
  );
}

function areOfCgo(files: Repository["workspace"]["goFiles"]): boolean {
  return files.length > 0 && files.every(({ imports }) => imports.some(({ path }) => path === "C"));
}

import { knownOs } from "../../go/platforms.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";

const read = errorReader(/build constraints exclude all Go files in (?<folder>[^\s"')]+)/);
const packageName = /(?:package|imports) (?<package>[^\s:]+): $/;
const inCache = /[\\/]pkg[\\/]mod[\\/](?<module>[^@]+@v[^/\\]+)[\\/]?(?<path>.*)$/;
const inVendor = /[\\/]vendor[\\/](?<path>.+)$/;
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
          : cached || vendored !== undefined
            ? `If ${name} is written with cgo, set CGO_ENABLED=1 and have a C compiler for the target (go switches cgo off when it cross-compiles or finds none); else build for a platform that it has files for`
            : `Give the package a file without constraint (doc.go), or pass the tag, GOOS or CGO_ENABLED=1 that its files ask for`,
      confidence: isWarning ? 0.3 : 0.9,
      subject: name,
      values: { folder: cached || vendored !== undefined ? "" : folder },
    };
  },

  *confirm({ values }, { workspace }): Generator<Evidence> {
    const folder = values?.folder ?? "";
    if (folder === "") return;
    const files = workspace.goFiles.filter(
      (file) =>
        !file.isTest && file.folder !== "" && (folder === file.folder || folder.endsWith(`/${file.folder}`)),
    );
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

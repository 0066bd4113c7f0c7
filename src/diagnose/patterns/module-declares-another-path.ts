import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const declares = errorReader(/module declares its path as: (?<declared>\S+)$/);
const required = /but was required as: (?<path>\S+)$/;
const above =
  /(?:^|[\s:])(?<module>[^\s@:]+)@(?<version>v[^\s:]+)(?: \(replaced by (?<replacement>[^)]+)\))?: parsing go\.mod:$/;
/** Go 1.12, on one line. */
const unexpected = errorReader(
  /(?<path>[^\s@]+)@(?<version>v[^\s:]+): parsing go\.mod: unexpected module path "(?<declared>[^"]+)"$/,
);

/** Source of the words: cmd/go/internal/modload modfile.go (1.16 on), mvs.go (1.15), load.go (before). */
export default definePattern({
  id: "module-declares-another-path",
  title: "A module is required under a name that is not its own",
  needles: ["module declares its path as: ", "parsing go.mod: unexpected module path "],
  explains: ["no-required-module"],

  match({ line, at }) {
    const old = unexpected(line.text);
    const declared = old?.declared ?? declares(line.text)?.declared;
    const path = old?.path ?? required.exec(bareLine(at(1)?.text ?? ""))?.groups?.path;
    if (declared === undefined || path === undefined) return undefined;
    const words = old ?? above.exec(at(-1)?.text ?? "")?.groups;
    const version = words?.version ?? "";
    return {
      message: `${path}${version === "" ? "" : ` ${version}`} is required, and its go.mod declares ${declared}`,
      fix: adviseOn(path, declared, version),
      confidence: 0.97,
      lines: old ? [] : [line.number - 1, line.number + 1],
      subject: path,
      values: { path, version },
    };
  },

  *confirm({ values }, repository) {
    yield* requireEvidence(values?.path ?? "", values?.version ?? "", repository);
  },
});

function adviseOn(path: string, declared: string, version: string): string {
  if (path.toLowerCase() === declared.toLowerCase())
    return `Write ${declared} with this spelling in every import and in go.mod, and raise dependencies that still write ${path}`;
  const major = /(?:\/|\.)(v\d+)$/.exec(declared)?.[1];
  if (major !== undefined && declared.startsWith(path))
    return `Require and import ${declared}: versions of ${major} have it in their path`;
  return `Require and import ${declared}; if ${path} is a fork that is to stand in for it, keep ${declared} in require and write replace ${declared} => ${path} ${version || "VERSION"}`;
}

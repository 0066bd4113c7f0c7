import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { bareLine } from "../bare-line.ts";
import { definePattern } from "../pattern.ts";

const use =
  /^(?:vet: )?\S+?\.go:\d+(?::\d+)?: .*cannot use .+ as .+|^(?:panic: )?interface conversion: .+ is .+, not .+\(types from different packages\)$/;
const typeName = /"?(?<path>[\w.~-]+(?:\/[\w.~+-]+)+)"?\.(?<type>[A-Z]\w*)/g;
const methods = /^\s+(?:have|want|got:?) /;

interface NamedType {
  readonly path: string;
  readonly type: string;
}

/**
 * Source of the words: cmd/compile/internal/types2 assignments.go and lookup.go, which print whole paths where two packages
 * have one name; cmd/compile/internal/gc before 1.18; runtime/error.go.
 */
export default definePattern({
  id: "two-copies-of-a-type",
  title: "One type is in the build twice, from two copies of its module",
  needles: ["cannot use ", "(types from different packages)"],

  match({ line, at }) {
    if (!use.test(bareLine(line.text))) return undefined;
    const details = [at(1), at(2)].filter((each) => methods.test(bareLine(each?.text ?? "")));
    const pair = findCopies([line, ...details].map((each) => each?.text ?? "").join("\n"));
    if (!pair) return undefined;
    const [one, other] = pair;
    const newest = majorOf(other.path) > majorOf(one.path) ? other.path : one.path;
    const vendored = pair.find(({ path }) => /(?:^|\/)vendor\//.test(path));
    return {
      message: `${one.path}.${one.type} and ${other.path}.${other.type} come from two copies of one module, and Go takes them for different types`,
      fix: vendored
        ? `Keep one copy of ${vendored.path.replace(/^.*\/vendor\//, "")}: flatten nested vendor folders (modules do), or delete ${vendored.path}`
        : `Import it everywhere as ${newest}, and raise the dependency that still uses ${newest === one.path ? other.path : one.path}`,
      confidence: one.type === other.type ? 0.93 : 0.85,
      lines: details.flatMap((each) => (each ? [each.number] : [])),
      subject: [one.path, other.path].sort().join(" "),
      values: { one: one.path, other: other.path },
    };
  },

  *confirm({ values }, { workspace }) {
    for (const { file, mod } of workspace.modules) {
      const required = [values?.one ?? "", values?.other ?? ""].map((path) => requiresOf(mod, path)[0]);
      if (required.some((each) => !each)) continue;
      for (const each of required)
        if (each)
          yield {
            at: { file, span: each.span },
            says: "confirms",
            shows: `require ${each.path} ${each.version}`,
          };
    }
  },
});

/** Two types of packages that are one but for vendor folders, major versions and case. */
function findCopies(text: string): readonly [NamedType, NamedType] | undefined {
  const types = [...text.matchAll(typeName)].map(({ groups }): NamedType => {
    return { path: groups?.path ?? "", type: groups?.type ?? "" };
  });
  const pairs = types.flatMap((one, index) =>
    types
      .slice(index + 1)
      .filter(({ path }) => path !== one.path && plainPath(path) === plainPath(one.path))
      .map((other): readonly [NamedType, NamedType] => [one, other]),
  );
  return pairs.find(([one, other]) => one.type === other.type) ?? pairs[0];
}

function plainPath(path: string): string {
  return path
    .replace(/^.*\/vendor\//, "")
    .replace(/^(gopkg\.in\/.*)\.v\d+/, "$1")
    .replace(/\/v\d+(?=\/|$)/, "")
    .toLowerCase();
}

function majorOf(path: string): number {
  return Number(/[/.]v(\d+)(?:\/|$)/.exec(path)?.[1] ?? 1);
}

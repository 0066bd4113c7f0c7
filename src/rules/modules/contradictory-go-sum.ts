import type { SumLine } from "../../go/sumfile.ts";
import type { Place } from "../../text/span.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/contradictory-go-sum",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-contradictory-go-sum"],
  summary:
    "Two lines give different hashes for one module version, so one of them lets wrong content in or stops a build.",
  why:
    "A version has one content. In one go.sum go accepts either of the two hashes, which lets a second content in; " +
    "in two files the build that reads the wrong one stops.",
  remedy:
    "Find the right hash in the checksum database, delete the other line, and learn where it came from.",
  reads: "repository",

  *check(_, { workspace: { modules, workspaces } }) {
    const seen = new Map<string, { readonly hash: string; readonly at: Place }>();
    for (const { sum } of [...modules, ...workspaces]) {
      if (!sum) continue;
      const { file, parsed } = sum;
      const doubled = doubledKeys(parsed.lines);
      for (const line of parsed.lines) {
        const { path, version, isGoMod, hash, span } = line;
        if (!/^h1:[A-Za-z0-9+/]{43}=$/.test(hash)) continue;
        const key = keyOf(line);
        const first = seen.get(key);
        if (!first) seen.set(key, { hash, at: { file, span } });
        if (!first || first.hash === hash) continue;
        const isSameFile = first.at.file === file;
        // The other file's contradiction in itself is reported there.
        if (!isSameFile && doubled.has(key)) continue;
        const name = `${path} ${version}${isGoMod ? "/go.mod" : ""}`;
        yield {
          at: { file, span },
          message: isSameFile
            ? `go accepts two contents for ${name}: this line has ${hash}, an earlier one ${first.hash}`
            : `${name} is ${hash} here and ${first.hash} in ${first.at.file}: one of the two builds stops with checksum mismatch`,
          evidence: [{ at: first.at, shows: "the other hash" }],
          ...(isSameFile ? { harm: isGoMod ? ("S1" as const) : ("S0" as const) } : {}),
          cause: key,
        };
      }
    }
  },
});

function doubledKeys(lines: readonly SumLine[]): ReadonlySet<string> {
  const first = new Map<string, string>();
  const doubled = new Set<string>();
  for (const line of lines) {
    const key = keyOf(line);
    const before = first.get(key);
    if (before === undefined) first.set(key, line.hash);
    else if (before !== line.hash) doubled.add(key);
  }
  return doubled;
}

function keyOf({ path, version, isGoMod }: SumLine): string {
  return `${path} ${version}${isGoMod ? "/go.mod" : ""}`;
}

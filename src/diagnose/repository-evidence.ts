/** Questions about a repository that several patterns ask. */
import { requiresOf } from "../go/modfile/lines-of-path.ts";
import type { Evidence } from "./pattern.ts";
import type { Repository } from "./repository.ts";

/** The go lines of modules and workspaces: one that asks for `wanted` confirms; when none does, each contradicts. */
export function goLineEvidence(wanted: string, { workspace }: Repository): readonly Evidence[] {
  const files = [
    ...workspace.modules.map(({ file, mod }) => ({ file, go: mod.go })),
    ...workspace.workspaces.map(({ file, work }) => ({ file, go: work.go })),
  ];
  const lines = files.flatMap(({ file, go }) =>
    go ? [{ at: { file, span: go.span }, version: go.version }] : [],
  );
  const confirming = lines.filter(({ version }) => version === wanted);
  const isConfirmed = confirming.length > 0;
  return (isConfirmed ? confirming : lines).map(({ at, version }) => ({
    at,
    says: isConfirmed ? "confirms" : "contradicts",
    shows: `go ${version}`,
  }));
}

/** The require lines of a module: those of this version confirm; when there is none, each contradicts. */
export function requireEvidence(
  path: string,
  version: string,
  { workspace }: Repository,
): readonly Evidence[] {
  const lines = workspace.modules.flatMap(({ file, mod }) =>
    requiresOf(mod, path).map((required) => ({ at: { file, span: required.span }, required })),
  );
  const confirming = lines.filter(({ required }) => required.version === version);
  const isConfirmed = confirming.length > 0;
  return (isConfirmed ? confirming : lines).map(({ at, required }) => ({
    at,
    says: isConfirmed ? "confirms" : "contradicts",
    shows: `require ${path} ${required.version}`,
  }));
}

/** The first places of Go files that import a package. */
export function importEvidence(path: string, { workspace }: Repository): readonly Evidence[] {
  const places = workspace.goFiles.flatMap(({ path: file, imports }) =>
    imports
      .filter((each) => each.path === path)
      .map(({ span }): Evidence => ({ at: { file, span }, says: "confirms", shows: `imports ${path}` })),
  );
  return places.slice(0, 2);
}

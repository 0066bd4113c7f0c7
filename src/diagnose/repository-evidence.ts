/** Questions about a repository that several patterns ask. */
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

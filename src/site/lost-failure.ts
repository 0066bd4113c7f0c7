import type { Workspace } from "../workspace/workspace.ts";
import type { FailureTreatment, GoCommand } from "./site.ts";

type Swallowed = FailureTreatment & { readonly kind: "swallowed" };

/** How a command's failure is lost where it stands; undefined when it counts, or when a caller far away loses it. */
export function lostFailure({ failure, at }: GoCommand): Swallowed | undefined {
  if (failure.kind !== "swallowed" || failure.at.file !== at.file) return undefined;
  const { start, end } = failure.at.span;
  const isAround = start <= at.span.start && end >= at.span.end;
  const isBehind = failure.how.includes("||") && start >= at.span.end && start - at.span.end < 300;
  return isAround || isBehind ? failure : undefined;
}

/** Whether the same file names what a command writes (`> log`, `| tee log`) once more, so that somebody may look. */
export function isOutputRead(failure: Swallowed, command: GoCommand, workspace: Workspace): boolean {
  const source = workspace.source(command.at.file)?.text ?? "";
  const { start, end } = failure.at.span;
  const text = `${source.slice(start, end)} ${source.slice(command.at.span.start, command.at.span.end)}`;
  const written = [
    ...text.matchAll(
      /(?:\btee\s+(?:-\S+\s+)*|[^<>&0-9]>{1,2}\s*|1>\s*)["']?((?:\$\([^)]*\)|\$\{[^}]*\}|[^\s"'|;&)])+)/g,
    ),
  ].map(([, name = ""]) => name);
  const names = written
    .filter((name) => !name.startsWith("/dev/"))
    .map((name) => name.slice(name.lastIndexOf("/") + 1))
    .filter((name) => name.length > 1);
  const lines = (
    source.slice(0, Math.min(start, command.at.span.start)) + source.slice(Math.max(end, command.at.span.end))
  ).split("\n");
  // An upload or a removal looks at nothing.
  return lines.some(
    (line) => names.some((name) => line.includes(name)) && !/^\s*(?:-?\s*path:|@?-?rm\s|-\s)/.test(line),
  );
}

/** What becomes of a script when one of its go commands fails, held against what the sites say of that failure. */
import type { GoCommand } from "../../src/site/site.ts";
import { markOf, markOfCommand, type RealAnswer } from "./shell-runs.ts";

/** Statements about failures that do not hold; `runWith` runs the script with the go command of a mark failing. */
export function failureLies(
  commands: readonly GoCommand[],
  well: RealAnswer,
  runWith: (mark: string) => RealAnswer,
): readonly string[] {
  // Of a script that fails anyway no status says more.
  if (well.exitCode !== 0) return [];
  const found: string[] = [];
  for (const mark of new Set(well.runs.flatMap(({ words }) => markOf(words) ?? []))) {
    const named = commands.filter((command) => markOfCommand(command) === mark);
    const kinds = new Set(named.map(({ failure }) => failure.kind));
    const [first] = named;
    // Several commands of one mark are judged where they agree.
    if (!first || kinds.size > 1 || first.failure.kind === "handled" || first.failure.kind === "unknown")
      continue;
    const { failure } = first;
    // When every pass fails, the last one does.
    if (failure.kind === "swallowed" && failure.how === "the loop goes on") continue;
    const { exitCode } = runWith(mark);
    if (failure.kind === "stops" && exitCode === 0) found.push(`green: ${first.text}`);
    if (failure.kind === "swallowed" && exitCode !== 0) found.push(`red: ${first.text}: ${failure.how}`);
  }
  return found;
}

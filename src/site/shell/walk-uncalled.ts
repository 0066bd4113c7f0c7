import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Machine } from "../machine.ts";
import type { CommandHost } from "./command-host.ts";
import { inBranch } from "./conditions.ts";
import type { Frame } from "./frame.ts";
import { numberOf } from "./machine-key.ts";
import { sharedWalk } from "./shared-walks.ts";
import { wasReached } from "./walk-log.ts";
import { walkNodes } from "./walk-shell.ts";

/**
 * Walks the functions that a script defines and calls by a name that files do not show (`$action "$dir"`, or
 * `"$@"` of a caller nobody knows): each of them may run.
 */
export function walkUncalled(
  script: ShellScript,
  { start, end }: { readonly start: Machine; readonly end: Machine },
  frame: Frame,
  host: CommandHost,
): void {
  if (end.functions.size === 0) return;
  const text = host.workspace.source(script.file)?.text.slice(script.span.start, script.span.end) ?? "";
  const computed = start.parameters === undefined ? callsAnyName : callsVariable;
  if (!computed.test(text)) return;
  for (const [name, { file, body }] of end.functions) {
    if (wasReached(`function:${file}:${name}`, host)) continue;
    const machine = { ...end, parameters: undefined };
    const condition = { text: `nothing that is read calls ${name}`, at: { file, span: script.span } };
    const inside: Frame = {
      ...inBranch(frame, condition),
      file,
      isInFunction: true,
      isWithoutArguments: false,
    };
    const part = { machine, frame: inside, host, stack: frame.stack };
    sharedWalk(
      () => `uncalled ${numberOf(body)}`,
      part,
      (shared) => ({
        machine: walkNodes(body, machine, shared, host),
        fails: false,
      }),
    );
  }
}

// `$x`, `"${x}_pass"`, `run_${x}` where a command begins; assignments and tests have other characters behind.
const callsAnyName =
  /(?:^|[\n;&|{!]|\bif|\bthen|\bdo|\belse)[ \t]*"?[\w:-]*\$\{?(?:[@*1]|[a-z_]\w*)\}?[\w:-]*"?(?=[\s;]|$)/;
const callsVariable =
  /(?:^|[\n;&|{!]|\bif|\bthen|\bdo|\belse)[ \t]*"?[\w:-]*\$\{?[a-z_]\w*\}?[\w:-]*"?(?=[\s;]|$)/;

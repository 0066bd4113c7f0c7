/** What the answers of the checksum log say of the log itself: one outage or one lie is one entry, however many modules asked. */
import type { IntegrityFault, IntegrityUnknown } from "./faults.ts";
import type { LogAnswer } from "./judge-module.ts";
import type { ModuleVersion } from "./open-module-zip.ts";

/** A module and what the log answered about it. */
export interface AskedModule {
  readonly module: ModuleVersion;
  readonly answer: LogAnswer;
}

export interface LogVerdict {
  readonly faults: readonly IntegrityFault[];
  readonly unknowns: readonly IntegrityUnknown[];
}

/** Judges all answers of one run; private modules are exempt by the user's own settings. */
export function judgeLog(asked: readonly AskedModule[]): LogVerdict {
  const faults: IntegrityFault[] = [];
  const unknowns: IntegrityUnknown[] = [];
  const failures = asked.flatMap(({ module, answer }) =>
    answer.kind === "refused" || answer.kind === "unknown"
      ? [{ module, kind: answer.kind, reason: answer.reason }]
      : [],
  );
  for (const group of Map.groupBy(failures, ({ kind, reason }) => `${kind} ${reason}`).values()) {
    const [first] = group;
    if (!first) continue;
    const { path, version } = first.module;
    const others = group.length - 1;
    if (first.kind === "refused")
      faults.push({
        kind: "log-refused",
        module: path,
        version,
        message: `The checksum log cannot be believed${others === 0 ? "" : `, here and for ${countModules(others)} more`}: ${first.reason}`,
      });
    else if (others === 0)
      unknowns.push({ module: path, version, reason: `the log's hash of it: ${first.reason}` });
    else unknowns.push({ reason: `the log's hashes of ${countModules(group.length)}: ${first.reason}` });
  }
  return { faults, unknowns };
}

function countModules(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "module" : "modules"}`;
}

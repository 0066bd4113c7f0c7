import type { Cause } from "./cause.ts";

const mostLines = 50;

/** Causes that say the same as one, at the place of the first, with the logs that the others came from. */
export function groupCauses(causes: readonly Cause[]): readonly Cause[] {
  const groups = Map.groupBy(causes, ({ pattern, message, fix }) => `${pattern.id}\0${message}\0${fix}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : more.length === 0 ? [first] : [join(first, more)],
  );
}

function join(first: Cause, more: readonly Cause[]): Cause {
  const logs = Map.groupBy([first, ...more], ({ log }) => log);
  const places = [...logs].map(([log, causes]) => ({
    log,
    lines: [...new Set(causes.flatMap(({ lines }) => lines))].sort((a, b) => a - b).slice(0, mostLines),
  }));
  const own = places.find(({ log }) => log === first.log);
  return {
    ...first,
    lines: own?.lines ?? first.lines,
    count: sum(logs.get(first.log) ?? [], ({ count }) => count),
    echoes: sum([first, ...more], ({ echoes }) => echoes),
    also: places.flatMap(({ log, lines }) =>
      log === undefined || log === first.log ? [] : [{ log, lines }],
    ),
  };
}

function sum(causes: readonly Cause[], value: (cause: Cause) => number): number {
  return causes.reduce((total, cause) => total + value(cause), 0);
}

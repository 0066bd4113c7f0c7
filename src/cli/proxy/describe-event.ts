import type { ProxyEvent } from "../../proxy/events.ts";

/** An event as a line for people; undefined for what happens with every module. */
export function describeEvent(event: ProxyEvent): string | undefined {
  switch (event.kind) {
    case "transition": {
      const { upstream, classes, transition } = event;
      const { from, to, reason, openForMs, note, evidence } = transition;
      if (to === "half-open") return undefined;
      const next = openForMs === undefined ? "" : `; next probe in ${Math.round(openForMs / 1000)} s`;
      const why =
        note ?? `${reason.replaceAll("-", " ")}, ${evidence.failures} of ${evidence.calls} calls failed`;
      return `${upstream}  ${classes.join("+")}  ${from} → ${to}  ${why}${next}`;
    }
    case "poison":
    case "conflict":
    case "log-contradiction":
    case "store-failure":
      return event.text;
    case "shrunk-list":
      return `${event.path}: ${event.missing.length} versions are listed no more (${event.missing.slice(0, 3).join(", ")}); they stay`;
    case "lists-differ":
      return `${event.path}: ${event.behind.join(", ")} lists fewer versions than others`;
    case "failure":
      return `${event.upstream}  ${event.cls}  ${event.subject}: ${event.reason}`;
    case "stored":
      return undefined;
  }
}

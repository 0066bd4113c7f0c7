import type { BreakerOptions } from "./breaker-options.ts";

/** What an upstream's address says about breaking, and the address without it. */
export interface UpstreamParameters {
  /** The address to fetch from: `timeout`, `maxfail` and `failwindow` are taken out, the rest is as it was. */
  readonly url: string;
  readonly timeoutMs: number | undefined;
  readonly options: BreakerOptions;
  /** Sentences about values that cannot be read; such a value is taken out all the same. */
  readonly problems: readonly string[];
}

/**
 * Reads `https://host/path?timeout=5s&maxfail=3&failwindow=60s`: one attempt takes at most 5 s, three
 * failures in a row within 60 s open the breaker for 60 s, then one validated probe closes it again.
 * What is not said gets those values when at least one of the three is there. They are about the upstream as
 * a whole: for exactly three attempts its classes of calls share one breaker, and calls that are already
 * under way when the third one fails run to their time-out.
 */
export function parseUpstreamParameters(address: string): UpstreamParameters {
  const [withoutFragment = "", ...fragment] = address.split("#");
  const [path = "", ...rest] = withoutFragment.split("?");
  const values = new Map<string, string>();
  const kept: string[] = [];
  for (const part of rest.join("?").split("&")) {
    const [, name, value] = /^(timeout|maxfail|failwindow)(?:=(.*))?$/s.exec(part) ?? [];
    if (name === undefined) kept.push(part);
    else values.set(name, value ?? "");
  }
  const query = kept.some((part) => part !== "") ? `?${kept.join("&")}` : "";
  const url = [path + query, ...fragment].join("#");
  if (values.size === 0) return { url: address, timeoutMs: undefined, options: {}, problems: [] };

  const problems: string[] = [];
  const duration = (name: string, usual: number): number => {
    const text = values.get(name);
    const ms = text === undefined ? usual : parseDuration(text);
    if (ms !== undefined) return ms;
    problems.push(`${name}=${text} is not a duration above 0 such as 5s or 1m30s`);
    return usual;
  };
  const maxFailText = values.get("maxfail") ?? "3";
  const maxFail = /^\d{1,3}$/.test(maxFailText) ? Number(maxFailText) : 0;
  const isMaxFail = maxFail >= 1 && maxFail <= 100;
  if (!isMaxFail) problems.push(`maxfail=${maxFailText} is not a whole number from 1 to 100`);
  const timeoutMs = duration("timeout", 5000);
  const windowMs = duration("failwindow", 60_000);
  const options: BreakerOptions = {
    windowMs,
    failuresInARow: isMaxFail ? maxFail : 3,
    failureRatio: "off",
    openMs: windowMs,
    trialCalls: 1,
    trialsBy: "probes",
    // A probe is several fetches at most; one that outlives them all is lost.
    trialTimeoutMs: 4 * timeoutMs,
  };
  return { url, timeoutMs, options, problems };
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it, from one millisecond to a day; undefined for anything else. */
function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d*)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit = ""] of text.matchAll(/(\d+(?:\.\d*)?)(ms|s|m|h)/g))
    sum += Number(count) * (unitMs[unit] ?? 0);
  return sum >= 1 && sum <= 86_400_000 ? sum : undefined;
}

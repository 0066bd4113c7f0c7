/** Which upstreams a module may come from, and whether the checksum log stands behind it. */
import { matchesPrefixPatterns } from "../go/private-patterns.ts";
import type { Chain } from "./upstream/upstream.ts";

/** One rule; the first whose patterns match decides, for every kind of request. */
export interface ProxyRule {
  readonly name: string;
  /** As in GOPRIVATE, matched on decoded paths; undefined matches every module. */
  readonly patterns: string | undefined;
  readonly chain: Chain;
  /** `log`: bytes are held against the checksum log. `private`: the log is never asked. `unchecked`: there is none. */
  readonly sums: "log" | "private" | "unchecked";
  /** Why nobody is asked, where the chain is empty. */
  readonly refusal?: string;
}

/** The rule of a module; undefined when none matches. */
export function ruleFor(rules: readonly ProxyRule[], path: string): ProxyRule | undefined {
  return rules.find(({ patterns }) => patterns === undefined || matchesPrefixPatterns(patterns, path));
}

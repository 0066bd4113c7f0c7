/** Servers that modules come from, and the order in which they are asked. */
import type { BreakerOptions } from "../../breaker/breaker-options.ts";

/** What is asked of an upstream: each class has its own breaker, places and time limits. */
export type CallClass = "meta" | "zip" | "log";

/** A GOPROXY server. */
export interface Upstream {
  /** Short and unique; it stands in logs, metrics and headers. */
  readonly name: string;
  /** With credentials, when there are any: never shown. */
  readonly url: string;
  /** For one attempt; each class has its own default. */
  readonly timeoutMs: number | undefined;
  readonly breaker: BreakerOptions;
  /** One breaker for all classes, so that `maxfail=3` means three calls. */
  readonly hasOneBreaker: boolean;
  /** It serves names that others must not learn: a redirect to another host is not followed. */
  readonly isPrivate?: boolean;
  /** It is a checksum log and no GOPROXY. */
  readonly isLog?: boolean;
}

/** An upstream in its place. */
export interface Link {
  readonly upstream: Upstream;
  /** What stands behind it in GOPROXY: `,` goes on after "not found" only, `|` after any failure. */
  readonly separator: "," | "|";
}

/** Upstreams in the order in which they are asked. */
export type Chain = readonly Link[];

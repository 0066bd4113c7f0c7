/** What one attempt at one upstream can bring. */
import type { Upstream } from "./upstream.ts";

/** How an attempt ended. */
export type Attempt<Value> =
  | { readonly kind: "found"; readonly value: Value }
  /** 404 or 410. */
  | { readonly kind: "absent"; readonly isGone: boolean }
  /** 401, 403, 451: it works, and does not give it to us. */
  | { readonly kind: "refused"; readonly reason: string }
  /** An outage, or an answer that is none. */
  | {
      readonly kind: "failed";
      readonly reason: string;
      readonly isLate?: boolean;
      /** It answered properly, and the file is none: that may be this file's fault alone. */
      readonly isContent?: boolean;
      readonly retryAfterMs?: number;
    }
  /** Bytes that are not what the log says. */
  | { readonly kind: "poisoned"; readonly text: string };

/** How a walk along a chain ended. */
export type Walked<Value> =
  | { readonly kind: "found"; readonly value: Value; readonly upstream: Upstream }
  /** Everybody in the chain says so. */
  | { readonly kind: "absent"; readonly isGone: boolean }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "poisoned"; readonly text: string; readonly upstream: Upstream }
  | {
      readonly kind: "unavailable";
      readonly text: string;
      readonly isLate: boolean;
      /** Until the first breaker lets a trial through; undefined where nobody knows. */
      readonly retryAfterMs: number | undefined;
    };

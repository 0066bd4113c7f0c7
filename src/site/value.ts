import type { Place } from "../text/span.ts";

/** A setting's value with the line that decided it, or the reason why files cannot tell. */
export type Value =
  | { readonly kind: "known"; readonly text: string; readonly at: Place | undefined }
  | { readonly kind: "unknown"; readonly reason: string; readonly at: Place | undefined };

export function known(text: string, at?: Place): Value {
  return { kind: "known", text, at };
}

export function unknown(reason: string, at?: Place): Value {
  return { kind: "unknown", reason, at };
}

/** What the proxy says to a request, before it has a status code. */
import type { StoredBlob } from "../store/module-store.ts";

/** Where an answer comes from: for headers, metrics and people. */
export interface Source {
  readonly tier: "memory" | "store" | "upstream";
  /** Its name; absent for what was there already. */
  readonly upstream?: string;
  /** How old a list or the like is that could not be refreshed, or is being refreshed. */
  readonly staleMs?: number;
}

/** What a file is; decides on its Content-Type. */
export type ContentKind = "info" | "mod" | "zip" | "list" | "log" | "tile";

/** Bytes with all that is known of them. */
export interface Content {
  readonly kind: "content";
  readonly content: ContentKind;
  readonly bytes: Uint8Array;
  readonly etag: string;
  /** It never changes; otherwise it may be kept for so long. */
  readonly freshMs: "always" | number;
  readonly source: Source;
}

/** Bytes that stay where they are until they are sent. */
export interface BlobContent {
  readonly kind: "blob";
  readonly blob: StoredBlob;
  readonly fileName: string;
  readonly etag: string;
  readonly source: Source;
}

/** Bytes that still come in; the stream fails, and the connection with it, when they turn out wrong. */
export interface StreamContent {
  readonly kind: "stream";
  readonly stream: ReadableStream<Uint8Array>;
  readonly fileName: string;
  readonly source: Source;
}

/** Why there is no content; `text` is a short sentence without final period, which go prints. */
export type Refusal =
  /** Proven: everybody who could have it says so. `isGone` when all said 410. */
  | { readonly kind: "absent"; readonly isGone: boolean; readonly text: string }
  /** By policy, or because its bytes are not what the log says. */
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "unavailable"; readonly text: string; readonly retryAfterMs: number | undefined }
  | { readonly kind: "late"; readonly text: string }
  | { readonly kind: "malformed"; readonly text: string };

/** What the proxy says. */
export type Answer = Content | BlobContent | StreamContent | Refusal;

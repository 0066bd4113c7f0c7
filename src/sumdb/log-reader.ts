/** What a log client needs from outside: somebody who fetches, somebody who remembers. It does no I/O itself. */

/** What came back for a path. */
export type LogAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly bytes: Uint8Array }
  /** Nobody answered: offline, refused, a time limit, an answer cut off. */
  | { readonly kind: "unreachable"; readonly reason: string };

/**
 * Fetches one of a log's paths: `latest`, `lookup/MODULE@VERSION`, `tile/8/…`, all escaped already. Never rejects.
 * Nothing it brings is believed before it is proven.
 */
export type LogReader = (path: string) => Promise<LogAnswer>;

/** Keeps tiles and answers that were proven once; what it gives back is checked again. Never rejects. */
export interface LogCache {
  /**
   * `name` is `LOG/tile/8/…` without a width, or `LOG/lookup/…`. Where several copies lie, one of at least so many bytes
   * is looked for.
   */
  read(name: string, leastBytes?: number): Promise<Uint8Array | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** A cache that forgets everything. */
export const noLogCache: LogCache = {
  read: async () => undefined,
  write: async () => undefined,
};

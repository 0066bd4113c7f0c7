/** What all parts of the proxy share. */
import type { ModuleStore } from "../store/module-store.ts";
import type { RelayedLog } from "../sumdb/sum-log.ts";
import type { VerifierKey } from "../sumdb/verifier-key.ts";
import type { Clock } from "./clock.ts";
import type { Report } from "./events.ts";
import type { ProxyRule } from "./rules.ts";
import type { UpstreamPool } from "./upstream/pool.ts";

/** Opens a module zip as go would: its hash, or why go refuses it. */
export type ExamineZip = (
  file: string,
  module: { readonly path: string; readonly version: string },
) => Promise<{ readonly ok: true; readonly h1: string } | { readonly ok: false; readonly reason: string }>;

/** What a request is about, as policies see it. */
export interface Subject {
  readonly path: string;
  /** Absent for lists and `@latest`. */
  readonly version?: string;
}

/** The proxy's surroundings. */
export interface ProxyParts {
  /** In effect now; a new configuration gives others. */
  readonly rules: () => readonly ProxyRule[];
  readonly pool: UpstreamPool;
  readonly store: ModuleStore;
  /** Undefined where no log is asked. */
  readonly log: RelayedLog | undefined;
  /** True when every upstream says that it does not pass the log on. */
  readonly isLogRefused?: () => boolean;
  /** What the log signs with. */
  readonly logKey: VerifierKey | undefined;
  readonly examineZip: ExamineZip;
  readonly clock: Clock;
  readonly report: Report;
  /** Why something may not be had, as a sentence for the client; the same for every kind of request. */
  readonly deny?: (subject: Subject) => string | undefined;
}

/** What happens in the proxy that somebody may want to see: logs, metrics, the page. */
import type { UpstreamFailure, UpstreamTransition } from "./upstream/pool.ts";

/** One thing that happened. */
export type ProxyEvent =
  | ({ readonly kind: "transition" } & UpstreamTransition)
  | ({ readonly kind: "failure" } & UpstreamFailure)
  /** Bytes that are not what the log says were refused. */
  | {
      readonly kind: "poison";
      readonly upstream: string;
      readonly path: string;
      readonly version: string;
      readonly file: string;
      readonly text: string;
    }
  /** An upstream no longer lists what was listed before. */
  | { readonly kind: "shrunk-list"; readonly path: string; readonly missing: readonly string[] }
  /** Upstreams do not list the same versions. */
  | { readonly kind: "lists-differ"; readonly path: string; readonly behind: readonly string[] }
  /** The log, or somebody in its name, contradicts itself. */
  | { readonly kind: "log-contradiction"; readonly text: string }
  | {
      readonly kind: "stored";
      readonly upstream: string;
      readonly path: string;
      readonly version: string;
      readonly file: string;
    }
  /** The disk, or what stands for it, failed. */
  | { readonly kind: "store-failure"; readonly text: string }
  /** Other bytes are stored under this version already. */
  | { readonly kind: "conflict"; readonly path: string; readonly version: string; readonly text: string };

/** Hears of what happens; does not throw. */
export type Report = (event: ProxyEvent) => void;

/** The JSON of `breakwater env`: schema 1, one entry per site; fields are only ever added. */
import type { EnvMention } from "./mentions.ts";

export interface EnvJsonSite {
  readonly id: string;
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly go: {
    readonly version: string | null;
    readonly range: string | null;
    readonly outcome: string;
    readonly why: string;
  };
  readonly mode: string;
  readonly cgo: string;
  readonly tags: readonly string[] | null;
  readonly goos: string | null;
  readonly goarch: string | null;
  readonly commands: readonly {
    readonly text: string;
    readonly file: string;
    readonly line: number;
    readonly mode?: string;
    readonly cgo?: string;
    readonly tags?: readonly string[] | null;
    readonly goos?: string | null;
    readonly goarch?: string | null;
    readonly go?: {
      readonly version: string | null;
      readonly range: string | null;
      readonly outcome: string;
    };
    readonly via?: readonly string[];
    /** Why the command may be left out; absent where nothing that was read stands before it. */
    readonly mayNotRun?: string;
  }[];
  readonly unknown: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
}

export function formatEnvJson(input: {
  readonly contract: { readonly policy: string };
  readonly sites: readonly EnvJsonSite[];
  readonly unknown: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  /** With `--mentions` only. */
  readonly mentions?: readonly EnvMention[];
}): string {
  const { contract, sites, unknown, mentions } = input;
  const body = { schema: 1, contract, sites, unknown, ...(mentions ? { mentions } : {}) };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

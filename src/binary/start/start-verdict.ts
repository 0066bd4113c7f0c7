import type { BlobReader } from "../blob-reader.ts";
import type { RootEntry } from "../root/root-view.ts";
import type { Credentials } from "./access.ts";

/** A program and where it is to start. */
export interface StartQuestion {
  readonly blob: BlobReader;
  /** Where the program lies in the root: the origin of its relative search paths. */
  readonly path: string;
  /** GOARCH that the root is for; undefined where nothing says so. */
  readonly arch: string | undefined;
  /** `v7` of arm. */
  readonly variant?: string | undefined;
  /** Who starts it; root unless told otherwise. */
  readonly user?: Credentials | undefined;
  /** The file itself, where it lies in the root: its set-user-id bits count. */
  readonly entry?: RootEntry | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
}

/** What stops a program before its main function, in the words that the kernel or the loader will print. */
export interface StartCause {
  readonly kind:
    | "file"
    | "format"
    | "machine"
    | "system"
    | "interpreter"
    | "library"
    | "version"
    | "symbol"
    | "user";
  /** What is missing or wrong: a path, a library, a version. */
  readonly subject: string;
  /** Who asks for it: the program itself, or a library. */
  readonly wantedBy: string;
  /** The words that will be seen: `no such file or directory`. */
  readonly words: string;
  /** What was found instead; undefined where nothing was. */
  readonly found: string | undefined;
}

/** Whether exec and the dynamic linker will succeed, so that main is reached. */
export interface StartVerdict {
  readonly outcome: "starts" | "does-not-start" | "unknown";
  readonly causes: readonly StartCause[];
  /** What could not be judged. */
  readonly unknown: readonly string[];
  /** Files that the loader will map, in its order: the interpreter first. */
  readonly loads: readonly string[];
}

/** It does not start, for one reason. */
export function stopped(cause: Omit<StartCause, "wantedBy"> & { readonly wantedBy?: string }): StartVerdict {
  return {
    outcome: "does-not-start",
    causes: [{ wantedBy: "the kernel", ...cause }],
    unknown: [],
    loads: [],
  };
}

/** Nobody can say from here whether it starts. */
export function unknownStart(reason: string): StartVerdict {
  return { outcome: "unknown", causes: [], unknown: [reason], loads: [] };
}

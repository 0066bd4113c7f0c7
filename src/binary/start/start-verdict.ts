import type { BlobReader } from "../blob-reader.ts";

/** A program and where it is to start. */
export interface StartQuestion {
  readonly blob: BlobReader;
  /** Where the program lies in the root: the origin of its relative search paths. */
  readonly path: string;
  /** GOARCH that the root is for; undefined where nothing says so. */
  readonly arch: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
}

/** What stops a program before its main function, in the words that the kernel or the loader will print. */
export interface StartCause {
  readonly kind: "file" | "format" | "machine" | "interpreter" | "library" | "version" | "symbol" | "user";
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

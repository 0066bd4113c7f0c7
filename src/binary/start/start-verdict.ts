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

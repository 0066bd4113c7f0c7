/** Why a file could not be read or written, in words that complete "Cannot read FILE: …". */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file or folder";
  if (code === "EISDIR") return "it is a folder";
  const message = error instanceof Error ? error.message : String(error);
  // Bun's advice to who writes programs.
  return message.replace(/\.? *For more information, pass `verbose: true`.*$/s, "");
}

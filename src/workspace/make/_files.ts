/** What `$(wildcard …)` finds, where somebody knows the files. */
const finders = new WeakMap<object, (pattern: string) => readonly string[] | undefined>();

/** `allowance` is the object that all tables of one Makefile share. */
export function tellFiles(allowance: object, find: (pattern: string) => readonly string[] | undefined): void {
  finders.set(allowance, find);
}

/** The files that match; undefined where none is there yet, since a command may make some. */
export function filesOf(allowance: object, patterns: readonly string[]): string | undefined {
  const found: string[] = [];
  for (const pattern of patterns) {
    const files = finders.get(allowance)?.(pattern) ?? [];
    if (files.length === 0) return undefined;
    found.push(...files);
  }
  return found.join(" ");
}

/**
 * Whether a path matches the pattern of `include:local`: `*` stands for any run without a slash, `**` for any run.
 * Reference: https://docs.gitlab.com/ci/yaml/includes/#use-includelocal-with-wildcard-file-paths
 */
export function matchIncludePath(pattern: string, path: string): boolean {
  const tokens = pattern.split(/(\*\*?)/).filter((token) => token !== "");
  // Offsets of the path that the tokens so far can end at: work stays within pattern times path.
  let ends = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const end of ends) {
      if (!token.startsWith("*")) {
        if (path.startsWith(token, end)) next.add(end + token.length);
        continue;
      }
      for (let at = end; at <= path.length && !next.has(at); at++) {
        next.add(at);
        if (token === "*" && path[at] === "/") break;
      }
    }
    ends = next;
  }
  return ends.has(path.length);
}

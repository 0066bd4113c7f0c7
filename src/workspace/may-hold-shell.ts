const byName =
  /(?:^|\/)(?:(?:gnu)?makefile[^/]*|[^/]*(?:dockerfile|containerfile)[^/]*|[^/]*\.gitlab-ci\.ya?ml|\.?goreleaser[^/]*)$/i;
const byEnding = /\.(?:sh|bash|zsh|ksh|bats|mk|mak|dockerfile)$/i;
const byFolder = /^\.(?:github|circleci|gitlab|githooks|husky)\//;

/** Whether a file's path lets expect shell commands in it; a name without an ending may be a script with a `#!` line. */
export function mayHoldShell(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return byFolder.test(path) || byEnding.test(name) || byName.test(path) || !name.includes(".");
}

const ciFile =
  /^\.(?:github|circleci|gitlab)\/|\.gitlab-ci\.ya?ml$|(?:^|\/)(?:action|\.?goreleaser[^/]*|\.pre-commit-config)\.ya?ml$|(?:^|\/)\.?devcontainer/;
const dataEnding =
  /\.(?:ya?ml|json5?|toml|md|mod|sum|work|txt|proto|html|css|js|ts|tsx|svg|png|jpe?g|gif|ico|pem|crt|key|golden|tmpl|sql|csv|lock)$/;

/**
 * Whether shell may have to be parsed because of a file. A name that says nothing may be an executable script with a
 * `#!` line, so only plain data files are ruled out, and of those not the ones that CI systems read.
 */
export function mayHoldShell(path: string): boolean {
  return ciFile.test(path) || !dataEnding.test(path);
}

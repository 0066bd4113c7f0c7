/** `go`, `golangci-lint`, `CGO_ENABLED`, `setup-go`, `MY_GO_VERSION`, `tinygo`: the letters at the start of a word part. */
const goWord = /(?<![a-z])(?:c|tiny)?go(?!ods?\b|t\b|ing\b|es\b|als?\b)/i;

/** What may run Go without saying so: task runners, builders, scripts, local actions and workflows, commands by path. */
const goRunner =
  /(?<![a-z])(?:make|mage|task|just|bazel|bazelisk|earthly|dagger|nix|docker|buildx|podman|buildah|ko|pre-commit|act)(?![a-z])|Makefile|script|\.(?:sh|bash|mk|ps1)\b|\.\/|\$\(|\.github\/workflows\/[^@\s]+@/i;

/** A command that is a path: at the start of a line or of `run:`, or after an operator. */
const pathCommand = /(?:^[ \t]*(?:-[ \t]+)?(?:run:[ \t]*)?|[&|;(][ \t]*)["']?[\w.~$-]*\/[\w.-]/m;

/**
 * Whether a workflow or action may have anything to do with Go. False only for files in which nothing names
 * Go and nothing runs a program of the repository: those need no parsing.
 */
export function mentionsGo(text: string): boolean {
  return goWord.test(text) || goRunner.test(text) || pathCommand.test(text);
}

/** What a command with an unknown name may be: every command that files show, or the reason why it stays open. */
import type { CommandArgument } from "../site.ts";
import { known, unknown } from "../value.ts";

export interface PossibleCommands {
  readonly ways: readonly (readonly CommandArgument[])[];
  /** False where the unknown word vanishes: then the command runs in any case. */
  readonly isConditional: boolean;
}

/** Names of variables that hold the go binary in nearly every repository that has them. */
const goVariable =
  /^["']?\$[({]?(?:GO|go|GOCMD|GO_CMD|GO_BIN|GOEXE|GOLANG|GOTOOL|GO_EXECUTABLE|GO_BINARY|GOBINARY)[)}]?["']?$/;
const subcommand =
  /^(?:build|test|vet|install|mod|work|run|list|env|get|generate|tool|fmt|version|clean|fix|doc|bug|help|telemetry)$/;
/** Words that only start another command. */
const wrapper = /^(?:sudo|env|time|nice|exec|command|nohup|xvfb-run)\b/;

/** The commands that a word with several texts makes; undefined when the name is known or nothing shows it. */
export function possibleCommands(words: readonly CommandArgument[]): PossibleCommands | undefined {
  const [first, ...rest] = words;
  if (first?.value.kind !== "unknown" || goVariable.test(first.text)) return undefined;
  const { value } = first;
  if (value.isUnset) {
    const text = value.textIfUnset ?? "";
    const way = text === "" ? rest : [{ ...first, value: known(text, value.at) }, ...rest];
    return text === "" && !beginsCommand(rest) ? undefined : { ways: [way], isConditional: false };
  }
  const texts = (value.commandTexts ?? value.candidates)?.map((text) => text.trim());
  // `NAME += -race` lengthens a command: its parts are no commands.
  if (!texts || texts.some((text) => text.startsWith("-"))) return undefined;
  const filled = texts.filter((text) => text !== "");
  if (filled.length < texts.length && beginsCommand(rest) && filled.every((text) => wrapper.test(text)))
    return { ways: [rest], isConditional: false };
  const ways = filled.map((text) => [...wordsOf(text, first), ...rest]);
  return ways.length === 0 ? undefined : { ways, isConditional: true };
}

/** A name that can stand in front: no flag, and nothing that would be the first argument of go. */
function beginsCommand([first]: readonly CommandArgument[]): boolean {
  if (!first) return false;
  if (first.value.kind === "unknown") return goVariable.test(first.text);
  return /^[\w./]/.test(first.value.text) && !subcommand.test(first.value.text);
}

function wordsOf(text: string, first: CommandArgument): readonly CommandArgument[] {
  const words = piecesOf(text).map((word, index) =>
    argumentOf(unquoted(word), index === 0 ? first.text : word, first),
  );
  // Make puts the text into the line: what stands before the name is an assignment.
  const isAssignment = /^[A-Za-z_]\w*=/.test(text);
  return isAssignment ? [argumentOf("env", "env", first), ...words] : words;
}

/** The words of a text; blanks inside `$(…)` belong to make. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let depth = 0;
  let piece = "";
  for (const character of text) {
    if (character === "(" || character === "{") depth++;
    if (character === ")" || character === "}") depth--;
    if (depth > 0 || !/\s/.test(character)) piece += character;
    else if (piece !== "") {
      pieces.push(piece);
      piece = "";
    }
  }
  return piece === "" ? pieces : [...pieces, piece];
}

function argumentOf(
  text: string,
  written: string,
  { value: { at }, at: place }: CommandArgument,
): CommandArgument {
  const isOpen = /\$[({\w]/.test(text);
  const value = isOpen ? unknown(`make computes ${text}`, at) : known(text, at);
  return { text: isOpen ? written : text, value, at: place };
}

function unquoted(word: string): string {
  return /^(["']).*\1$/.test(word) ? word.slice(1, -1) : word;
}

/** Parts of variable names that say what the program is, and that it is not go. */
const otherTools = new Set(
  (
    "lint golangcilint docker podman container compose kubectl kube helm kind k3d kustomize minikube oc git gh curl wget node " +
    "npm npx yarn pnpm python python3 pip ruby java mvn gradle cargo cc cxx gcc clang ld ar strip objcopy cmake " +
    "protoc buf sed awk grep find tar gzip zip rm mv cp mkdir echo printf cat shell bash editor browser sudo q " +
    "gofumpt goimports gofmt mockgen controller counterfeiter ginkgo gotestsum staticcheck govulncheck terraform aws " +
    "gcloud az psql mysql redis hugo shellcheck shfmt markdownlint yamllint prettier cosign syft trivy jq yq"
  ).split(" "),
);
/** Names that may hold go together with its subcommand. */
const mayHoldGo = /go|build|test|vet|cmd|command|run|exec|compile|install/i;

/** Whether nothing tells that a command of an unknown name is another program than go. */
export function mayBeGo([first, second]: readonly CommandArgument[]): boolean {
  if (first?.value.kind !== "unknown" || goVariable.test(first.text)) return false;
  const text = first.text.replace(/["']/g, "");
  if (/^\$\{?[@*#?!$\d]/.test(text)) return false;
  if (/^\$[({](?:error|warning|info)\b/.test(text) || second?.text.startsWith("=")) return false;
  // `install_${bin}`, `file:$(…)`: what stands in front is part of another name.
  if (/^[^$/]/.test(text) && !/^go\b/.test(text)) return false;
  if (first.value.isUnset && second === undefined) return false;
  const tail = /[})]([^$(){}]+)$/.exec(text)?.[1] ?? /\/([\w.-]+)$/.exec(text)?.[1];
  if (tail !== undefined && !/(?:^|[/-])go$/.test(tail)) return false;
  const found = /(?:\bwhich|\bcommand -v|\btype -[pP])\s+([\w.-]+)/.exec(first.value.outputOf ?? text)?.[1];
  if (found !== undefined && found !== "go") return false;
  const names = text.match(/[A-Za-z_][\w-]*/g) ?? [];
  const parts = names.flatMap((name) => name.toLowerCase().split(/[_-]/));
  if (parts.some((part) => otherTools.has(part))) return false;
  const next = second?.value.kind === "known" ? second.value.text : undefined;
  return next === undefined || subcommand.test(next) || names.some((name) => mayHoldGo.test(name));
}

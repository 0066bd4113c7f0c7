import type { CleanLine } from "./clean-line.ts";

/** What a line says of the step that begins with it. */
export interface StepStart {
  readonly title: string;
  /** Whether the lines up to `##[endgroup]` are its script. */
  readonly hasScript: boolean;
}

/** Texts of which one stands on each line that `readStep` knows. */
export const stepNeedles: readonly string[] = [
  "##[group]Run ",
  "$ go ",
  "$ make",
  "$ ./",
  "$ bash ",
  "$ sh ",
  "$ docker ",
  "+ go ",
  "+ make",
  "+ docker ",
  "] RUN ",
  "] COPY ",
  " : RUN ",
  " : COPY ",
  "go build ",
  "go test ",
  "go vet ",
  "go run ",
  "go install ",
  "go get ",
  "go mod ",
  "go generate ",
  "go list ",
  "golangci-lint run",
];

const buildKit = /^(?:#\d+|(?:=>|\s)+(?:ERROR |CACHED )?) ?(\[[^\]]*\] (?:RUN|COPY|ADD) .*)$/;
const classic = /^Step \d+\/\d+ : ((?:RUN|COPY|ADD) .*)$/;
const traced = /^\++ (\S.*)$/;
const prompt =
  /^(?:[\w.@:~/() -]{0,60})?[$%#>❯] ((?:[A-Z_]\w*=\S* )*(?:(?:go|make|docker|bash|sh|golangci-lint)\b|\.\/).*)$/;
/** What make and verbose scripts print: the command itself and nothing before it. */
const bare =
  /^(?:[A-Z_]\w*=\S* )*(?:go (?:build|test|vet|run|install|get|mod|generate|list) \S.*|golangci-lint run.*)$/;

/** The step that begins at a line; undefined when none does. */
export function readStep({ text, mark }: CleanLine): StepStart | undefined {
  if (mark === "group") {
    const run = /^Run (.*)$/.exec(text);
    return run?.[1] === undefined ? undefined : { title: run[1], hasScript: true };
  }
  for (const form of [buildKit, classic, traced, prompt]) {
    const title = form.exec(text)?.[1];
    if (title !== undefined) return { title, hasScript: false };
  }
  return bare.test(text) ? { title: text, hasScript: false } : undefined;
}

/**
 * Dockerfile text → stages of instructions. Followed: https://docs.docker.com/reference/dockerfile/ and
 * BuildKit's parser. Text that is no Dockerfile (a template, a broken line) becomes `other` instructions
 * and problems.
 */
import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { type InstructionLine, readInstructionLines } from "./_instruction-lines.ts";
import {
  type InstructionContext,
  type InstructionHead,
  readHead,
  readInstructions,
} from "./_instructions.ts";
import { dockerText, plainWords } from "./_words.ts";
import type { ArgInstruction, Dockerfile, DockerInstruction, DockerStage } from "./model.ts";

/** A stage while its instructions are still coming. */
interface OpenStage extends DockerStage {
  readonly instructions: DockerInstruction[];
  wholeSpan: Span;
}

/** Parses a Dockerfile; `loadShellGrammar` must have been awaited before a RUN's `script` is read. */
export function parseDockerfile(source: SourceFile): Dockerfile {
  const { lines, directives, comments, problems: lineProblems, escapeMark } = readInstructionLines(source);
  const problems = [...lineProblems];
  const globalArgs: ArgInstruction[] = [];
  const stages: OpenStage[] = [];
  let shell: readonly string[] = [];
  /** The latest stage of each name, in lower case: names are compared without case. */
  const named = new Map<string, number>();
  /** The SHELL in force at the end of each stage; a stage built on it starts with that one. */
  const shells: (readonly string[])[] = [];

  for (const line of lines) {
    const report = (span: Span, reason: string): void => {
      problems.push({ span, reason });
    };
    const context: InstructionContext = { file: source.path, escapeMark, shell, report };
    const head = readHead(line, escapeMark);
    if (head.keyword === "FROM") {
      const stage = readStage(line, head, stages.length, named, context);
      shell = stage.buildsOn === undefined ? ownShell(stage.image.text) : (shells[stage.buildsOn] ?? []);
      shells.push(shell);
      if (stage.name !== undefined) named.set(stage.name.toLowerCase(), stage.index);
      stages.push(stage);
      continue;
    }
    const instructions = readInstructions(line, head, context);
    const stage = stages.at(-1);
    if (!stage) {
      globalArgs.push(...instructions.filter((instruction) => instruction.kind === "arg"));
      if (head.keyword !== "ARG") report(line.span, `${head.keyword} stands before the first FROM`);
      continue;
    }
    stage.instructions.push(...instructions);
    stage.wholeSpan = { start: stage.wholeSpan.start, end: line.span.end };
    for (const instruction of instructions) if (instruction.kind === "shell") shell = instruction.words;
    shells[stage.index] = shell;
  }
  return { file: source.path, directives, globalArgs, stages, comments, problems };
}

/** Images of Windows have cmd where others have sh. */
function ownShell(image: string): readonly string[] {
  return /windowsservercore|nanoserver|servercore|windows\//i.test(image) ? ["cmd", "/S", "/C"] : [];
}

function readStage(
  line: InstructionLine,
  { flags, argumentsStart }: InstructionHead,
  index: number,
  named: ReadonlyMap<string, number>,
  context: InstructionContext,
): OpenStage {
  const { text, span } = line;
  const [image, as, name, ...rest] = plainWords(text, argumentsStart);
  const isNamed = as?.text.toUpperCase() === "AS" && name !== undefined;
  if (!image || (as && !isNamed) || rest.length > 0)
    context.report(span, "FROM needs an image and may name its stage with AS");
  const platform = flags.find((flag) => flag.name === "platform");
  return {
    index,
    name: isNamed ? name.text : undefined,
    image: dockerText(text, image?.start ?? text.text.length, image?.end),
    platform: platform && dockerText(text, platform.valueStart, platform.word.end),
    buildsOn: image && named.get(image.text.toLowerCase()),
    instructions: [],
    span,
    wholeSpan: span,
  };
}

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

  for (const line of lines) {
    const report = (span: Span, reason: string): void => {
      problems.push({ span, reason });
    };
    const context: InstructionContext = { file: source.path, escapeMark, shell, report };
    const head = readHead(line, escapeMark);
    if (head.keyword === "FROM") {
      const stage = readStage(line, head, stages, context);
      shell = inheritedShell(stages, stage.buildsOn);
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
  }
  return { file: source.path, directives, globalArgs, stages, comments, problems };
}

function readStage(
  line: InstructionLine,
  { flags, argumentsStart }: InstructionHead,
  stages: readonly DockerStage[],
  context: InstructionContext,
): OpenStage {
  const { text, span } = line;
  const [image, as, name, ...rest] = plainWords(text, argumentsStart);
  const isNamed = as?.text.toUpperCase() === "AS" && name !== undefined;
  if (!image || (as && !isNamed) || rest.length > 0)
    context.report(span, "FROM needs an image and may name its stage with AS");
  const platform = flags.find((flag) => flag.name === "platform");
  return {
    index: stages.length,
    name: isNamed ? name.text : undefined,
    image: dockerText(text, image?.start ?? text.text.length, image?.end),
    platform: platform && dockerText(text, platform.valueStart, platform.word.end),
    buildsOn: image && stageNamed(stages, image.text),
    instructions: [],
    span,
    wholeSpan: span,
  };
}

/** Names are compared without case; of two stages with one name the later counts. */
function stageNamed(stages: readonly DockerStage[], name: string): number | undefined {
  const index = stages.findLastIndex((stage) => stage.name?.toLowerCase() === name.toLowerCase());
  return index === -1 ? undefined : index;
}

/** A stage starts with the SHELL of the stage it is built on. */
function inheritedShell(stages: readonly DockerStage[], buildsOn: number | undefined): readonly string[] {
  const parent = buildsOn === undefined ? undefined : stages[buildsOn];
  if (!parent) return [];
  const own = parent.instructions.findLast((instruction) => instruction.kind === "shell");
  return own?.kind === "shell" ? own.words : inheritedShell(stages.slice(0, parent.index), parent.buildsOn);
}

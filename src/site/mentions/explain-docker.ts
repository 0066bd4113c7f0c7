/** Why a `go …` text in a Dockerfile outside of RUN is no command of a site. */
import type { Span } from "../../text/span.ts";
import { isInside } from "../../text/span.ts";
import type { Dockerfile } from "../../workspace/dockerfile/model.ts";

/** The reason by the instruction that holds the text. */
export function explainDocker(
  dockerfile: Dockerfile | undefined,
  hit: Span,
  line: string,
): string | undefined {
  if (/^\s*#/.test(line)) return "in a comment";
  if (!dockerfile) return undefined;
  if (dockerfile.comments.some(({ span }) => isInside(hit, span))) return "in a comment";
  const problem = dockerfile.problems.find(({ span }) => isInside(hit, span));
  if (problem) return `in a part of the Dockerfile that cannot be read: ${problem.reason}`;
  for (const arg of dockerfile.globalArgs)
    if (isInside(hit, arg.span)) return `text in the value of ${arg.name}`;
  for (const stage of dockerfile.stages) {
    const instruction = stage.instructions.find(({ span }) => isInside(hit, span));
    if (!instruction) continue;
    switch (instruction.kind) {
      case "arg":
      case "env":
      case "label":
        return `text in the value of ${instruction.name}`;
      case "copy":
      case "add":
        return "in a file that the image gets";
      case "cmd":
      case "entrypoint":
        return "what a container of the image runs, not the build";
      case "other":
        return `in ${instruction.keyword.toUpperCase()}, which is not run by the build`;
      default:
        return undefined;
    }
  }
  return undefined;
}

/** What the comments around a line mean: `// indirect`, a reason for a retraction, a deprecation. */
import { splitGoFields, trimGoSpace } from "../white-space.ts";
import type { Line, LineBlock } from "./syntax.ts";

const deprecation = /(?:^|\n\n)Deprecated: *(.*?)(?:$|\n\n)/s;

/** Whether the line ends in `// indirect` or `// indirect; …`. */
export function isIndirect(line: Line): boolean {
  const [comment] = line.suffix;
  if (!comment) return false;
  const words = splitGoFields(comment.text.replace(/^\/\//, ""));
  return words.length === 1 ? words[0] === "indirect" : words[0] === "indirect;";
}

/** The text of the comments above and behind a line; of its block when the line has none of its own. */
export function directiveComment(line: Line, block: LineBlock | undefined): string {
  const isBare = line.before.length === 0 && line.suffix.length === 0;
  const { before, suffix } = isBare && block ? block : line;
  return [...before, ...suffix]
    .filter((comment) => comment.text.startsWith("//"))
    .map((comment) => trimGoSpace(comment.text.slice(2)))
    .join("\n");
}

/** The paragraph after `Deprecated:` in the comments of a module line. */
export function deprecationOf(line: Line, block: LineBlock | undefined): string | undefined {
  return deprecation.exec(directiveComment(line, block))?.[1] || undefined;
}

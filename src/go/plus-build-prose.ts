import { knownArch, knownOs } from "./platforms.ts";

const aboutLines = /^(?:lines?|tags?|constraints?|comments?|directives?|style|syntax|form)$/i;

/** More words than this are a sentence, unless one of them is a system or an architecture. */
const mostTags = 3;

/** Whether a line that begins with `// +build` is a sentence about such lines: where go does not read it, it was none. */
export function isPlusBuildProse(line: string): boolean {
  const words = line
    .replace(/^\/\/\s*\+build/, "")
    .trim()
    .split(/\s+/);
  if (words.some((word) => !/^[\p{L}\p{Nd}_.,!]+$/u.test(word) || /[.,]$/.test(word))) return true;
  if (aboutLines.test(words[0] ?? "")) return true;
  const tags = words.flatMap((word) => word.split(",")).map((tag) => tag.replace(/^!+/, ""));
  return words.length > mostTags && !tags.some((tag) => knownOs.has(tag) || knownArch.has(tag));
}

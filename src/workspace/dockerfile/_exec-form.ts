import type { EmbeddedText } from "../../text/embedded-text.ts";
import { fileSpan } from "../../text/slice-embedded.ts";
import type { DockerText } from "./model.ts";

/** The words of a JSON array of strings; undefined for anything else, which the builder then takes as shell form. */
export function parseExecForm(line: EmbeddedText, start: number): readonly DockerText[] | undefined {
  const text = line.text.slice(start);
  if (!text.trimStart().startsWith("[")) return undefined;
  const words = parseStrings(text);
  if (!words) return undefined;
  const tokens = [...text.matchAll(/"(?:[^"\\]|\\[\s\S])*"/g)];
  return words.map((word, index) => {
    const token = tokens[index];
    const at = start + (token?.index ?? 0);
    return { text: word, span: fileSpan(line, at + 1, at + Math.max(1, (token?.[0].length ?? 2) - 1)) };
  });
}

function parseStrings(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((word) => typeof word === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}

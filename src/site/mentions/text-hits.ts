/** The texts `go build`, `go test` … of a file, whatever they mean there. */
import type { Span } from "../../text/span.ts";

export interface TextHit {
  readonly text: string;
  readonly span: Span;
}

const hit = /\bgo (?:build|test|run|install|mod|vet|generate|list|get)\b/g;

export function textHits(text: string): readonly TextHit[] {
  return [...text.matchAll(hit)].map((match) => ({
    text: match[0],
    span: { start: match.index, end: match.index + match[0].length },
  }));
}

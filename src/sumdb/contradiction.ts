/** Why an answer of a log is refused, with what shows it. */
import type { HeadEvidence } from "./head-evidence.ts";

/** What is wrong with what a log, or somebody in its name, said. */
export type ContradictionKind =
  /** Two signed histories: the evidence convicts whoever holds the log's key. */
  | "fork"
  /** The answer is no record with a tree head. */
  | "malformed-answer"
  | "malformed-note"
  | "malformed-head"
  | "unsigned"
  | "bad-signature"
  /** Tiles do not add up to the signed root. */
  | "bad-tile"
  /** The record is not the one that the tree has at its number. */
  | "wrong-record"
  /** The record's number is not in the tree. */
  | "outside-tree"
  /** The record is in the log but says nothing of what was asked. */
  | "absent-line"
  /** The record has two hashes for one thing. */
  | "two-hashes";

/** A refused answer. */
export interface Contradiction {
  readonly kind: ContradictionKind;
  readonly log: string;
  /** Without final period. */
  readonly reason: string;
  /** The path that was asked, such as `lookup/rsc.io/quote@v1.5.2`. */
  readonly asked?: string;
  /** What came back. */
  readonly answer?: Uint8Array;
  /** Signed tree heads that play a part, oldest first. */
  readonly heads: readonly string[];
  readonly fork?: HeadEvidence;
  /** Where the evidence lies, for people. */
  readonly keptAt?: string;
}

const maxShownBytes = 16_384;

/** The evidence as a text that can be sent to others: everything that was signed, proven and answered. */
export function formatContradiction(contradiction: Contradiction): string {
  const { kind, log, reason, asked, answer, heads, fork } = contradiction;
  const parts = [`${log}: ${kind}: ${reason}`];
  if (asked !== undefined) parts.push(`asked: ${asked}`);
  parts.push(...(fork ? headParts(fork) : heads.map((head) => `tree head:\n${indent(head)}`)));
  if (answer) parts.push(`answer (${answer.length} bytes, base64):\n${indent(base64Lines(answer))}`);
  return `${parts.join("\n\n")}\n`;
}

/** Two heads and how one began, as text. */
export function formatHeadEvidence(title: string, evidence: HeadEvidence): string {
  return `${[title, ...headParts(evidence)].join("\n\n")}\n`;
}

function headParts({ older, newer, prefixHash, proof }: HeadEvidence): string[] {
  return [
    `older tree head:\n${indent(older)}`,
    `newer tree head:\n${indent(newer)}`,
    `the newer tree began with:\n${indent(prefixHash)}`,
    `consistency proof:\n${indent(proof.join("\n"))}`,
  ];
}

/** The two heads of an evidence of a fork as they were written; undefined for any other text. */
export function parseForkEvidence(text: string): HeadEvidence | undefined {
  const parts = new Map(
    text.split("\n\n").map((part) => {
      const [title = "", ...lines] = part.split("\n");
      return [title, lines.map((line) => line.replace(/^\t/, ""))] as const;
    }),
  );
  const noteOf = (title: string): string | undefined => {
    const lines = parts.get(title);
    return lines && `${lines.join("\n").trimEnd()}\n`;
  };
  const older = noteOf("older tree head:");
  const newer = noteOf("newer tree head:");
  const [prefixHash] = parts.get("the newer tree began with:") ?? [];
  const proof = parts.get("consistency proof:")?.filter((line) => line !== "");
  if (older === undefined || newer === undefined || prefixHash === undefined || !proof) return undefined;
  return { older, newer, prefixHash, proof };
}

function base64Lines(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, maxShownBytes)).toString("base64");
  const rest = bytes.length > maxShownBytes ? "\n…" : "";
  return (shown.match(/.{1,76}/g) ?? []).join("\n") + rest;
}

function indent(text: string): string {
  return text.replace(/\n$/, "").replace(/^/gm, "\t");
}

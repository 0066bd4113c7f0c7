/** A tree head with the note that proves who signed it. */
import { areHashesEqual, emptyTreeHash } from "./hash.ts";
import { openNote } from "./note.ts";
import { parseTreeHead, type TreeHead } from "./tree-head.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** A tree head whose signature was checked. */
export interface SignedHead {
  readonly head: TreeHead;
  readonly note: Uint8Array;
}

/** A head, or why nobody may believe the note. */
export type OpenedHead =
  | { readonly kind: "head"; readonly signed: SignedHead }
  | {
      readonly kind: "refused";
      readonly why: "malformed-note" | "unsigned" | "bad-signature" | "malformed-head";
      /** Without final period. */
      readonly reason: string;
    };

/** Opens a signed tree head with the log's key. */
export function openHead(note: Uint8Array, key: VerifierKey): OpenedHead {
  const opened = openNote(note, key);
  if (opened.kind === "malformed") {
    return refused("malformed-note", `the tree head is no signed note: ${opened.reason}`);
  }
  if (opened.kind === "unsigned") {
    const others = opened.signers.length === 0 ? "" : `, only by ${opened.signers.slice(0, 3).join(", ")}`;
    return refused("unsigned", `the tree head is not signed by ${key.name}+${key.keyHash}${others}`);
  }
  if (opened.kind === "bad-signature") {
    return refused("bad-signature", `the signature of ${key.name}+${key.keyHash} does not fit the tree head`);
  }
  const head = parseTreeHead(opened.text);
  if (!head) return refused("malformed-head", "what was signed is no tree head");
  if (head.size === 0 && !areHashesEqual(head.hash, emptyTreeHash)) {
    return refused("malformed-head", "the tree head has no records and yet a root");
  }
  return { kind: "head", signed: { head, note } };
}

function refused(why: (OpenedHead & { kind: "refused" })["why"], reason: string): OpenedHead {
  return { kind: "refused", why, reason };
}

/**
 * Signed notes: a text, a blank line, signatures (https://pkg.go.dev/golang.org/x/mod/sumdb/note#hdr-Signed_Note_Format).
 * Only the text before the last blank line is signed; callers get nothing else.
 */
import { decodeBase64 } from "./base64.ts";
import { decodeUtf8, hasControlCharacter } from "./log-text.ts";
import { isKeyName, type VerifierKey } from "./verifier-key.ts";

/** What a note says, or why nobody may believe it. */
export type OpenedNote =
  /** `text` ends in a newline and is exactly what the key signed. */
  | { readonly kind: "signed"; readonly text: string }
  | { readonly kind: "malformed"; readonly reason: string }
  /** No signature is by the key: none of it was checked. */
  | { readonly kind: "unsigned"; readonly signers: readonly string[] }
  | { readonly kind: "bad-signature" };

/** Bytes of a note that are read at most; a tree head has some 200. */
export const maxNoteBytes = 1_000_000;
/** Signatures that are read at most. */
export const maxSignatures = 100;

const signaturePrefix = "— ";

/** Opens a note with the one key that is believed; signatures of others are skipped. */
export function openNote(bytes: Uint8Array, key: VerifierKey): OpenedNote {
  const note = noteText(bytes);
  if (typeof note !== "string") return note;
  // The last blank line counts: a text may have blank lines, the signatures have none.
  const split = note.lastIndexOf("\n\n");
  if (split === -1) return malformed("it has no blank line before its signatures");
  const text = note.slice(0, split + 1);
  const block = note.slice(split + 2);
  if (!block.endsWith("\n")) return malformed("its last line is cut off");
  const lines = block.slice(0, -1).split("\n");
  if (lines.length > maxSignatures) return malformed(`it has more than ${maxSignatures} signatures`);
  const signatures = lines.map(parseSignature);
  const others: string[] = [];
  let isSigned = false;
  for (const signature of signatures) {
    if (signature === undefined) return malformed("a line of its signatures is no signature");
    if (signature.name !== key.name || signature.keyHash !== key.keyHash) {
      others.push(`${signature.name}+${signature.keyHash}`);
      continue;
    }
    // Only the first signature of a key counts, as in Go: repeated ones are cheap to add.
    if (isSigned) continue;
    if (!key.isSignatureOf(Buffer.from(text), signature.bytes)) return { kind: "bad-signature" };
    isSigned = true;
  }
  return isSigned ? { kind: "signed", text } : { kind: "unsigned", signers: [...new Set(others)] };
}

function noteText(bytes: Uint8Array): string | OpenedNote {
  if (bytes.length > maxNoteBytes) return malformed(`it has more than ${maxNoteBytes} bytes`);
  const text = decodeUtf8(bytes);
  if (text === undefined) return malformed("it is not UTF-8");
  return hasControlCharacter(text) ? malformed("it has a control character") : text;
}

interface Signature {
  readonly name: string;
  readonly keyHash: string;
  readonly bytes: Uint8Array;
}

function parseSignature(line: string): Signature | undefined {
  if (!line.startsWith(signaturePrefix)) return undefined;
  const rest = line.slice(signaturePrefix.length);
  const blank = rest.indexOf(" ");
  const name = blank === -1 ? rest : rest.slice(0, blank);
  const bytes = blank === -1 ? undefined : decodeBase64(rest.slice(blank + 1));
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined;
  return {
    name,
    keyHash: Buffer.from(bytes.subarray(0, 4)).toString("hex"),
    bytes: bytes.subarray(4),
  };
}

function malformed(reason: string): { readonly kind: "malformed"; readonly reason: string } {
  return { kind: "malformed", reason };
}

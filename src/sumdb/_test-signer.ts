/** A key pair made for a test, which signs notes and tree heads. */
import { generateKeyPairSync, sign } from "node:crypto";
import { sha256 } from "./hash.ts";
import { parseVerifierKey, type VerifierKey } from "./verifier-key.ts";

export interface TestSigner {
  readonly key: VerifierKey;
  /** `text` ends in a newline. */
  signNote(text: string): string;
  signatureLine(text: string): string;
}

export function createTestSigner(name: string): TestSigner {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "der", type: "spki" })).subarray(-32);
  const bytes = Buffer.concat([Buffer.from([1]), raw]);
  const hash = Buffer.from(sha256(Buffer.concat([Buffer.from(`${name}\n`), bytes]))).subarray(0, 4);
  const parsed = parseVerifierKey(`${name}+${hash.toString("hex")}+${bytes.toString("base64")}`);
  if (parsed.kind !== "key") throw new Error(parsed.reason);
  const signatureLine = (text: string): string => {
    const signature = Buffer.concat([hash, sign(null, Buffer.from(text), privateKey)]);
    return `— ${name} ${signature.toString("base64")}\n`;
  };
  return { key: parsed.key, signatureLine, signNote: (text) => `${text}\n${signatureLine(text)}` };
}

import { hashGoMod } from "../go/dirhash.ts";
import { parseModFile } from "../go/modfile/parse-mod-file.ts";
import { decodeSource } from "../text/source-file.ts";

/** What a go.mod file of a module is. */
export interface ExaminedGoMod {
  /** Its `/go.mod` hash. */
  readonly hash: string;
  /** Why go could not read it; completes "it is no go.mod: …". */
  readonly problem: string | undefined;
  /** Whether it has a module line alone: so is the one that go makes for a module without go.mod. */
  readonly isBare: boolean;
}

/** Looks at the bytes of a go.mod. */
export function examineGoMod(bytes: Uint8Array): ExaminedGoMod {
  return { hash: hashGoMod(bytes), ...lookAt(bytes) };
}

function lookAt(bytes: Uint8Array): Pick<ExaminedGoMod, "problem" | "isBare"> {
  const source = decodeSource("go.mod", bytes);
  // Early versions of go wrote such files, and no go reads them any more.
  if (source.text.startsWith("//vgo 0.0.")) return { problem: undefined, isBare: true };
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(source.text))
    return { problem: "it is a web page", isBare: false };
  if (bytes.length === 0) return { problem: "it is empty", isBare: false };
  // Nearly every file has the line in plain sight, and the parser is spared.
  if (!/^module[ \t]+[^\s()"`]+[ \t]*\r?$/m.test(source.text) && !parseModFile(source).module)
    return { problem: "it has no module line", isBare: false };
  return { problem: undefined, isBare: /^\s*module\s+\S+\s*$/.test(source.text) };
}

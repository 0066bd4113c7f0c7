import { hashGoMod } from "../go/dirhash.ts";
import { parseModFile } from "../go/modfile/parse-mod-file.ts";
import { decodeSource } from "../text/source-file.ts";

/** What a go.mod file of a module is. */
export interface ExaminedGoMod {
  /** Its `/go.mod` hash. */
  readonly hash: string;
  /** Why go could not read it; completes "it is no go.mod: …". */
  readonly problem: string | undefined;
  /** The module of a file that has a module line alone: so is the one that go makes for a module without go.mod. */
  readonly bareModule: string | undefined;
}

/** Looks at the bytes of a go.mod. */
export function examineGoMod(bytes: Uint8Array): ExaminedGoMod {
  return { hash: hashGoMod(bytes), ...lookAt(bytes) };
}

function lookAt(bytes: Uint8Array): Pick<ExaminedGoMod, "problem" | "bareModule"> {
  const source = decodeSource("go.mod", bytes);
  // Early versions of go wrote such files, and no go reads them any more.
  if (source.text.startsWith("//vgo 0.0.")) return { problem: undefined, bareModule: undefined };
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(source.text))
    return { problem: "it is a web page", bareModule: undefined };
  if (bytes.length === 0) return { problem: "it is empty", bareModule: undefined };
  // Nearly every file has the line in plain sight, and the parser is spared.
  if (!/^module[ \t]+[^\s()"`]+[ \t]*\r?$/m.test(source.text) && !parseModFile(source).module)
    return { problem: "it has no module line", bareModule: undefined };
  const [, written] = /^\s*module\s+(\S+)\s*$/.exec(source.text) ?? [];
  return { problem: undefined, bareModule: written?.replace(/^"(.*)"$|^`(.*)`$/, "$1$2") };
}

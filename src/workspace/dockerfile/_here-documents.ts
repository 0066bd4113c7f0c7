/** A `<<NAME` of an instruction line. */
export interface HereDocumentMark {
  readonly name: string;
  /** `<<-`: leading tabs do not count. */
  readonly stripsTabs: boolean;
  /** False when a part of the name is quoted: the body is then taken as it stands. */
  readonly expands: boolean;
}

const mayHoldHereDocument = /^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i;

/** The here-documents that a joined RUN, COPY or ADD line announces, in order. */
export function findHereDocuments(line: string): readonly HereDocumentMark[] {
  if (!line.includes("<<") || !mayHoldHereDocument.test(line) || isExecForm(line)) return [];
  return splitWords(line).flatMap((word) => parseHereDocument(word) ?? []);
}

/** Reads a whole word as `<<NAME`, `<<-NAME`, `<<"NAME"` or `3<<NAME`. */
export function parseHereDocument(word: string): HereDocumentMark | undefined {
  const [, dash, name] = /^\d*<<(-?)\s*([^<\s]+)$/.exec(word) ?? [];
  if (!name) return undefined;
  const unquoted = name.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, "$1$2$3");
  return { name: unquoted, stripsTabs: dash === "-", expands: !/['"]/.test(name) };
}

function isExecForm(line: string): boolean {
  const rest = line.replace(mayHoldHereDocument, "").replace(/^\s*(?:--\S+\s+)*/, "");
  if (!rest.startsWith("[")) return false;
  try {
    return Array.isArray(JSON.parse(rest));
  } catch {
    return false;
  }
}

/** Words with quotes and escapes kept; blanks after `<<` belong to the word. Nothing when a quote stays open, as in BuildKit. */
function splitWords(line: string): readonly string[] {
  const token = /<<[ \t]*|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S]?|\s+|[^\s'"\\<]+|</y;
  const words: string[] = [];
  let word = "";
  for (let at = 0; at < line.length; at = token.lastIndex) {
    token.lastIndex = at;
    const [text] = token.exec(line) ?? [];
    if (text === undefined) return [];
    if (text.trim() !== "") word += text;
    else {
      if (word !== "") words.push(word);
      word = "";
    }
  }
  return word === "" ? words : [...words, word];
}

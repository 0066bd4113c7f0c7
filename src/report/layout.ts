/** Laying out words for a terminal: widths count characters. */

/** Breaks a text at blanks so that no line is longer than `width`, unless one word is. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}

/** Text that cannot move a cursor or change colours: control characters stand as U+FFFD, tabs as one blank. */
export function toPrintable(text: string): string {
  return text
    .replace(/\t/g, " ")
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Printable text of one line: names and words from outside that could pass for lines of ours. */
export function toOneLine(text: string): string {
  return toPrintable(text).replace(/[\n\u2028\u2029]/g, "\ufffd");
}

/** `1 finding`, `2 findings`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** What other programs put before each line that they pass on: rpm's `[   15s] `, `0.412 ` of BuildKit, nix, compose, vagrant. */
const relayed =
  /^(?:\[ *\d+(?:\.\d+)?s\] ?|\d+\.\d{1,3} | {2,}> |[\w.-]+ +\| | {4}[\w.-]+: (?=\t|\s*(?:go: |package |imports )))/;

/** A line without what a relaying program put before it; blanks of the line itself stay. */
export function bareLine(text: string): string {
  return text.replace(relayed, "");
}

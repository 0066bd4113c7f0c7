/** Colours of a terminal report. They only repeat what a sign or a word already says. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  green(text: string): string;
}

/** A paint that colours, or one that returns the text as it is. */
export function createPaint(hasColor: boolean): Paint {
  const wrap = (on: number, off: number) => (text: string) =>
    hasColor && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    red: wrap(31, 39),
    yellow: wrap(33, 39),
    cyan: wrap(36, 39),
    green: wrap(32, 39),
  };
}

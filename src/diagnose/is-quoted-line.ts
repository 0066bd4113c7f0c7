/** Source code, comments, diffs, searches and traced commands: the words on such a line are no error of this log. */
const quoting =
  /^\s*(?:\/\/|\/\*|\*|#(?!\d)|[-+]\s|>|\d+ \||\++ (?:grep|echo|printf) |t\.)|errors\.New\(|^\S+\.(?:go|mdx?|txt|ya?ml|sh)(?::\d+)?:(?![\d ])\S/;

/** Whether a line only quotes: for patterns whose words may stand anywhere in a line. */
export function isQuotedLine(text: string): boolean {
  return quoting.test(text);
}

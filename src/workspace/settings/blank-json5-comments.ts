const token = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\t/g;

/** The text with comments and tabs outside strings replaced by blanks; every other character keeps its offset. */
export function blankJson5Comments(text: string): string {
  return text.replace(token, (match) => (/^["']/.test(match) ? match : match.replace(/[^\n]/g, " ")));
}

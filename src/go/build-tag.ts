const TAG = /^[\p{L}\p{Nd}_.]+$/u;

/** Whether a word can be a build tag at all: letters, digits, underscores and dots. */
export function isPossibleTag(word: string): boolean {
  return TAG.test(word);
}

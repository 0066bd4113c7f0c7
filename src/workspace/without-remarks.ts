/** A text without what only says something: comments, titles, and the words that `echo` and `printf` print. */
export function withoutRemarks(path: string, text: string): string {
  const isYaml = /\.ya?ml$/.test(path);
  return withoutComments(path, text)
    .split("\n")
    .map((line) => line.slice(0, longestLine))
    .map((line) => (isYaml && title.test(line) ? "" : line.replace(printed, "$1")))
    .join("\n");
}

/** A text of commands or settings without its comments; lines stay lines. */
export function withoutComments(path: string, text: string): string {
  const comment = commentOf(path);
  return text
    .split("\n")
    .map((line) => line.replace(comment, ""))
    .join("\n");
}

/** `echo …` up to the next command; words in quotes may hold `;` and `|`, and `$(…)` runs a command. */
const printed =
  /((?:^|[\s;&|({@"'])@?-?)(?:echo|printf|Write-(?:Host|Output)|\$\((?:info|warning|error))\s(?:"(?:[^"$`]|\$(?!\())*"|'[^']*'|[^"'`$;&|\n])*/g;

/** What stands further right is data. */
const longestLine = 4000;

/** What a step or a job is called. */
const title = /^\s*(?:-\s+)?(?:name|run-name|display-?name|title|desc|description|summary):\s/i;

function commentOf(path: string): RegExp {
  if (/\.(?:go|jsonnet|js|mjs|ts|kts?)$/.test(path)) return /^\s*(?:\/\/|\*).*|\s\/\/\s.*/;
  if (/\.(?:bat|cmd)$/i.test(path)) return /^\s*(?:@?rem\s|::).*/i;
  return /(?:^|\s)#.*/;
}

/** A printed line without its wrapping. */
export interface CleanLine {
  readonly text: string;
  /** GitHub's `##[error]`, `##[group]` and the like. */
  readonly mark: string | undefined;
  /** `job` and `step` of `gh run view --log`. */
  readonly job: string | undefined;
}

const esc = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const colours = new RegExp(
  `${esc}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?|[()][A-Z0-9]|[=>78cM])`,
  "g",
);
const zone = "(?:Z|[+-]\\d\\d:?\\d\\d)";
/** RFC 3339 and its relatives; GitLab adds the stream (`00O`), Docker and Kubernetes name it. */
const timeStamp = new RegExp(
  `^\\[?\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?: ?${zone})?\\]?(?: (?:std(?:out|err) [FP]|\\d\\d[OE]\\+?))?[ \\t]?`,
);
const clock = /^\[\d\d:\d\d:\d\d(?:\.\d+)?\] ?/;
const ghRunView = /^([^\t]{1,200})\t([^\t]{1,200})\t\uFEFF?(?=\d{4}-\d\d-\d\dT)/;
const section = /^section_(?:start|end):\d+:[^\s]*\s*/;
const buildKit = /^#\d+ (?:\d+\.\d+ )/;
const mark = /^##\[(\w+)\]/;
const command = /^::(\w+)(?: [^:]*(?:::?[^:]+)*?)?::/;

/** Takes colours, time stamps and CI marks off a line; what is left is what the program printed. */
export function cleanLine(raw: string): CleanLine {
  let text = raw.includes(esc) ? raw.replace(colours, "") : raw;
  if (text.endsWith("\r")) text = text.slice(0, -1);
  // A progress line is printed over itself: the last print is what stays.
  if (text.includes("\r")) text = text.slice(text.lastIndexOf("\r") + 1);
  const run = ghRunView.exec(text);
  if (run) text = text.slice(run[0].length);
  text = text
    .replace(/^\uFEFF/, "")
    .replace(timeStamp, "")
    .replace(clock, "")
    .replace(section, "");
  text = text.replace(buildKit, "");
  const marked = mark.exec(text) ?? command.exec(text);
  if (marked) text = text.slice(marked[0].length);
  return { text: text.trimEnd(), mark: marked?.[1], job: run?.[1] };
}

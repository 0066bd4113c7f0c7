/** Variable assignments (GNU Make manual 6.5–6.11): recognising them and what they do to the table. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { markEarly } from "./_early-names.ts";
import { expandRaw } from "./_expand.ts";
import { createExpansion, type Expansion, isCutShort, whileReading } from "./_expansion.ts";
import { sliceText } from "./_lines.ts";
import { findOutside } from "./_scan.ts";
import { runsShell } from "./_shell.ts";
import {
  type Content,
  type Run,
  unknownContent,
  type VariableState,
  type VariableTable,
} from "./_variables.ts";
import type { MakeVariable } from "./model.ts";

export interface Assignment {
  readonly name: EmbeddedText;
  readonly operator: Exclude<MakeVariable["operator"], "define">;
  readonly value: EmbeddedText;
  readonly isOverride: boolean;
  readonly isExported: boolean;
  readonly isPrivate: boolean;
}

const nameEnds = /[\s:=?+!$]/g;

/** Reads `[override] [export] NAME op VALUE`; undefined when the line is something else. */
export function readAssignment(line: EmbeddedText): Assignment | undefined {
  const { text } = line;
  const modifiers = /^[ \t]*((?:(?:override|export|private)[ \t]+)*)/.exec(text);
  const start = modifiers?.[0].length ?? 0;
  const nameEnd = findOutside(text, nameEnds, start);
  if (nameEnd <= start) return readOddName(line, start);
  // `+`, `?` and `!` may belong to a name: only before `=` do they end it.
  let end = nameEnd;
  while (end !== -1 && /[?+!:]/.test(text[end] ?? "") && !/^(?:[?+!]|::?:?)=/.test(text.slice(end))) {
    if (text[end] === ":") return undefined;
    end = findOutside(text, nameEnds, end + 1);
  }
  if (end === -1) return undefined;
  const operator = /^[ \t]*(::?:?=|[?+!]?=)/.exec(text.slice(end));
  if (!operator?.[1]) return undefined;
  const valueStart = end + operator[0].length;
  const indent = /^[ \t]*/.exec(text.slice(valueStart))?.[0].length ?? 0;
  const words = modifiers?.[1] ?? "";
  return {
    name: sliceText(line, start, end),
    operator: normalOperator(operator[1]),
    value: sliceText(line, valueStart + indent, text.length),
    isOverride: words.includes("override"),
    isExported: words.includes("export"),
    isPrivate: words.includes("private"),
  };
}

/** `export = x`: a keyword as a name. */
function readOddName(line: EmbeddedText, start: number): Assignment | undefined {
  const match = /^[ \t]*(override|export|private)[ \t]*(::?:?=|[?+!]?=)[ \t]*/.exec(line.text);
  if (!match?.[1] || !match[2] || start === 0) return undefined;
  const nameStart = line.text.indexOf(match[1]);
  return {
    name: sliceText(line, nameStart, nameStart + match[1].length),
    operator: normalOperator(match[2]),
    value: sliceText(line, match[0].length, line.text.length),
    isOverride: false,
    isExported: false,
    isPrivate: false,
  };
}

function normalOperator(written: string): Assignment["operator"] {
  if (written === ":=" || written === "?=" || written === "+=" || written === "!=" || written === "=")
    return written;
  return "::=";
}

/** Pieces that `+=` puts together, each with its blank. */
const mostPieces = 2_000;

/**
 * Applies an assignment to the table. `mode` is "maybe" under a condition nobody can decide. Returns what
 * went wrong: limits that were met, and a variable that refers to itself, at which make stops.
 */
export function assign(
  table: VariableTable,
  variable: MakeVariable,
  how: {
    readonly operator: MakeVariable["operator"];
    readonly mode: "on" | "maybe";
    readonly assumes: ReadonlySet<string>;
    /** The value of `:=` where it was expanded earlier than now. */
    readonly runs?: readonly Run[] | undefined;
  },
): Expansion["trouble"] | undefined {
  const { name } = variable;
  const held = table.get(name);
  const isFresh = held?.isGone === true || (held?.isDeclared === true && how.operator !== "?=");
  const before = isFresh ? undefined : held;
  if (held?.isOverride && !variable.isOverride) return undefined;
  const assumes = new Set([...(before?.assumes ?? []), ...how.assumes]);
  const raw = variable.value.text;
  if (how.operator === "!=" || (how.mode === "maybe" && /^::?=$/.test(how.operator) && raw.includes("shell")))
    runCommands(table, raw, how.operator);
  if (how.mode === "maybe") {
    const candidates = [...(before?.candidates ?? knownCandidates(before)), raw].slice(-16);
    const kept = how.operator === "+=" ? (before?.content ?? []) : [];
    table.set(name, {
      ...base(variable, before),
      isDefault: false,
      content: [...kept, unknownContent(name)],
      candidates,
      assumes,
    });
    return undefined;
  }
  if (how.operator === "?=") {
    if (before) return undefined;
    table.set(name, {
      ...base(variable, undefined),
      isDefault: !held?.isGone,
      content: [{ kind: "raw", text: raw, variable }],
      assumes,
    });
    return undefined;
  }
  if (how.operator === "!=") {
    const hole: Content = { kind: "runs", runs: [{ text: `$(shell ${raw})`, hole: `shell ${raw}` }] };
    table.set(name, { ...base(variable, undefined), content: [hole], assumes: how.assumes });
    return undefined;
  }
  const isSimple =
    how.operator === ":=" || how.operator === "::=" || (how.operator === "+=" && before?.isSimple === true);
  const expansion = createExpansion(table, whileReading);
  const added: Content = isSimple
    ? {
        kind: "runs",
        runs: (how.runs ?? expandRaw(expansion, raw, { variable, base: 0 })).map((run) =>
          markEarly(run, table),
        ),
      }
    : { kind: "raw", text: raw, variable };
  const isCut = isSimple && isCutShort(expansion);
  if (how.operator === "+=" && before) {
    const space: Content = { kind: "raw", text: " ", variable: undefined };
    const kept = before.content.filter((piece) => !isEmpty(piece));
    const separator = kept.length > 0 ? [space] : [];
    if (before.isDefault) {
      const appended = {
        ...before,
        isDefault: false,
        isAppended: true,
        byDefault: before.content,
        content: [added],
      };
      table.set(name, { ...appended, isCut: isCut || before.isCut === true, assumes });
      return { ...expansion.trouble, isCut };
    }
    const content = isEmpty(added) ? before.content : [...kept, ...separator, added];
    table.set(name, {
      ...before,
      content: content.slice(-mostPieces),
      isOverride: before.isOverride || variable.isOverride,
      isCut: isCut || before.isCut === true || content.length > mostPieces,
      assumes,
      ...(variable.isOverride ? { appended: appendedTo(before, added) } : {}),
    });
    return { ...expansion.trouble, isCut: isCut || content.length > mostPieces };
  }
  table.set(name, {
    ...base(variable, undefined),
    isSimple,
    isCut,
    content: [added],
    assumes: how.assumes,
    ...(how.operator === "+=" && !held?.isGone ? { isAppended: true } : {}),
    ...(how.operator === "+=" && variable.isOverride ? { appended: [added] } : {}),
  });
  return { ...expansion.trouble, isCut };
}

/** The commands that such an assignment runs. */
function runCommands(table: VariableTable, raw: string, operator: MakeVariable["operator"]): void {
  const expansion = createExpansion(table, whileReading);
  const runs = expandRaw(expansion, raw);
  if (operator === "!=") runsShell(expansion.allowance, runs);
}

/** An `override` before that assigned the whole value hides the command line's: then nothing stands before. */
function appendedTo(before: VariableState, added: Content): readonly Content[] | undefined {
  if (!before.isOverride) return [added];
  const space: Content = { kind: "raw", text: " ", variable: undefined };
  return before.appended && [...before.appended, space, added];
}

function isEmpty(content: Content): boolean {
  return content.kind === "raw" ? content.text === "" : content.runs.every(({ text }) => text === "");
}

function base(variable: MakeVariable, before: VariableState | undefined): VariableState {
  return {
    isSimple: before?.isSimple ?? false,
    content: [],
    candidates: [],
    assumes: new Set(),
    isOverride: variable.isOverride,
    isDefault: before?.isDefault ?? false,
  };
}

/** The texts a variable could hold before a condition: only a plain one counts. */
function knownCandidates(before: VariableState | undefined): readonly string[] {
  if (!before) return [];
  return [
    before.content
      .map((content) =>
        content.kind === "raw" ? content.text : content.runs.map((run) => run.text).join(""),
      )
      .join(""),
  ];
}

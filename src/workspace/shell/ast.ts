/**
 * What a shell script says, reduced to what decides how `go` runs: commands, words, assignments, control
 * flow and how an exit status travels. Spans are offsets of the file that holds the script, whatever it
 * is embedded in. Source followed: POSIX.1-2017 "Shell Command Language" and the Bash manual.
 */
import type { Span } from "../../text/span.ts";

export interface ShellScript {
  readonly file: string;
  readonly span: Span;
  readonly body: readonly ShellNode[];
  /** The interpreter of a `#!` line, whole (`/usr/bin/env bash -e`), if there is one. */
  readonly shebang: string | undefined;
  /** Parts the parser could not read; the rest of the script is still there. */
  readonly problems: readonly { readonly span: Span; readonly reason: string }[];
  /** `# …` comments outside here-documents and strings. */
  readonly comments: readonly { readonly span: Span; readonly text: string }[];
}

export type ShellNode =
  | CommandNode
  | { readonly kind: "and" | "or"; readonly left: ShellNode; readonly right: ShellNode; readonly span: Span }
  | { readonly kind: "pipeline"; readonly parts: readonly ShellNode[]; readonly span: Span }
  | { readonly kind: "not"; readonly body: ShellNode; readonly span: Span }
  | { readonly kind: "background"; readonly body: ShellNode; readonly span: Span }
  /** `( … )`: assignments and `cd` inside do not reach outside. */
  | { readonly kind: "subshell"; readonly body: readonly ShellNode[]; readonly span: Span }
  /** `{ …; }`, and the body of a redirected compound. */
  | {
      readonly kind: "group";
      readonly body: readonly ShellNode[];
      /** Redirects of the whole compound (`done < file`, `{ …; } > log`), if there are any. */
      readonly redirects?: readonly Redirect[];
      readonly span: Span;
    }
  | {
      readonly kind: "if";
      readonly branches: readonly {
        readonly condition: readonly ShellNode[];
        readonly body: readonly ShellNode[];
      }[];
      readonly otherwise: readonly ShellNode[];
      readonly span: Span;
    }
  | {
      readonly kind: "for";
      readonly variable: string;
      /** Without `in` they are empty, too: then `"$@"` stands for them. */
      readonly values: readonly Word[];
      readonly isOverParameters?: true;
      readonly body: readonly ShellNode[];
      readonly span: Span;
    }
  | {
      readonly kind: "while" | "until";
      readonly condition: readonly ShellNode[];
      readonly body: readonly ShellNode[];
      readonly span: Span;
    }
  | {
      readonly kind: "case";
      readonly subject: Word;
      readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: readonly ShellNode[] }[];
      readonly span: Span;
    }
  | {
      readonly kind: "function";
      readonly name: string;
      readonly body: readonly ShellNode[];
      readonly span: Span;
    };

/**
 * A simple command. `words[0]` is its name. Without words it is a bare assignment (`A=1 B=2`).
 * `export`, `local`, `readonly`, `declare`, `unset`, `set`, `cd`, `source` … are ordinary commands here:
 * `export A=1` has words `export` and `A=1`.
 */
export interface CommandNode {
  readonly kind: "command";
  readonly assignments: readonly ShellAssignment[];
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly span: Span;
  /** The command as written, on one line (line continuations and line ends become one space). */
  readonly text: string;
}

export interface ShellAssignment {
  readonly name: string;
  readonly append: boolean;
  readonly value: Word;
  readonly span: Span;
}

export interface Redirect {
  readonly operator: string;
  readonly target: Word | undefined;
  /** The text of a here-document or here-string, with its place, if the redirect is one. */
  readonly here:
    | {
        readonly text: string;
        readonly span: Span;
        readonly delimiter: string;
        readonly expands: boolean;
        /** What the shell fills in, when it expands: variables, substitutions, holes and the text between. */
        readonly parts?: readonly WordPart[];
      }
    | undefined;
  readonly span: Span;
}

export interface Word {
  readonly parts: readonly WordPart[];
  readonly span: Span;
  /** As written. */
  readonly text: string;
}

export type WordPart =
  /** Text after quote removal. `quoted` tells that it stood in quotes or behind a backslash: no globbing, no splitting. */
  | { readonly kind: "literal"; readonly text: string; readonly quoted: boolean; readonly span: Span }
  /** `$NAME`, `${NAME}`, `${NAME:-word}`; `operator` is `:-`, `-`, `:=`, `=`, `:+`, `+`, `:?`, `?`, `#`, `%`, `/` …, or empty;
   *  "length" for `${#NAME}`, `!` for `${!NAME}`, the subscript for `${NAME[…]}`. */
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly operator: string;
      readonly argument: Word | undefined;
      readonly quoted: boolean;
      readonly span: Span;
    }
  /** `$( … )` or backquotes. */
  | {
      readonly kind: "substitution";
      readonly body: readonly ShellNode[];
      readonly quoted: boolean;
      readonly span: Span;
    }
  /** A hole of the surrounding language (see EmbeddedText). */
  | { readonly kind: "hole"; readonly expression: string; readonly quoted: boolean; readonly span: Span }
  /** Arithmetic, process substitution, brace expansion, ANSI-C strings that could not be decoded. */
  | {
      readonly kind: "other";
      readonly text: string;
      /** The commands of a process substitution, or of substitutions inside. */
      readonly body?: readonly ShellNode[];
      /** The elements of an array: `cmd=(go test "$@")`. */
      readonly items?: readonly Word[];
      readonly span: Span;
    };

/** Whether go takes a file into a package. Follows https://pkg.go.dev/go/build (`Context.MatchFile`). */
import { type BuildContext, matchesTag } from "./build-context.ts";
import { evaluateConstraint, formatConstraint } from "./constraint.ts";
import { extensionOf, isIgnoredName, matchFileName } from "./file-name.ts";
import type { GoHeader } from "./go-header.ts";
import { NUL } from "./header-reader.ts";

export interface FileSelection {
  readonly selected: boolean;
  /** Why, as one clause: `constraint "linux && cgo" is false`. */
  readonly reason: string;
  readonly because:
    | "name"
    | "suffix"
    | "constraint"
    | "constraint-problem"
    | "documentation"
    | "cgo"
    | "unreadable"
    | "selected";
}

const needsCgo: ReadonlySet<string> = new Set([".c", ".cc", ".cpp", ".cxx", ".m", ".swig", ".swigcxx"]);

/** Decides by name, header and build; `header` may be undefined for files go does not read (`.syso`). */
export function selectFile(name: string, header: GoHeader | undefined, context: BuildContext): FileSelection {
  if (isIgnoredName(name)) return rejected("name", "go looks at no file with such a name");
  if (!matchFileName(name, context)) {
    return rejected(
      "suffix",
      `the name's ending demands another platform than ${context.goos}/${context.goarch}`,
    );
  }
  const extension = extensionOf(name);
  if (extension === ".syso" || !header) return selected("no header to look at");
  if (header.problem?.reason === NUL) return rejected("unreadable", header.problem.reason);
  if (header.constraintProblem !== undefined) return rejected("constraint-problem", header.constraintProblem);
  const { constraint } = header;
  if (constraint && !evaluateConstraint(constraint, (tag) => matchesTag(tag, context))) {
    return rejected("constraint", `constraint "${formatConstraint(constraint)}" is false`);
  }
  if (!context.cgo && needsCgo.has(extension)) return rejected("cgo", "only cgo compiles it and cgo is off");
  if (extension !== ".go") return selected("nothing excludes it");
  if (header.packageName === "documentation") {
    return rejected("documentation", "package documentation is never built");
  }
  if (header.usesCgo && !context.cgo && !name.endsWith("_test.go")) {
    return rejected("cgo", 'it imports "C" and cgo is off');
  }
  return selected(
    constraint ? `constraint "${formatConstraint(constraint)}" is true` : "nothing excludes it",
  );
}

function rejected(because: FileSelection["because"], reason: string): FileSelection {
  return { selected: false, because, reason };
}

function selected(reason: string): FileSelection {
  return { selected: true, because: "selected", reason };
}

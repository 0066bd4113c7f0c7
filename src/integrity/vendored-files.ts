/**
 * Which files of a package folder `go mod vendor` copies (https://go.dev/ref/mod#go-mod-vendor): everything
 * but tests, go.mod and go.sum, and Go files that no set of tags could ever select.
 */
import type { Constraint } from "../go/constraint.ts";
import { scanGoHeader } from "../go/go-header.ts";
import { compareGoVersions } from "../go/go-version.ts";

/** Whether a file of a vendored package's folder is copied; `goLine` is the main module's. */
export function isVendoredFile(base: string, bytes: Uint8Array, goLine: string | undefined): boolean {
  if (base.endsWith("_test.go")) return false;
  if (base === "go.mod" || base === "go.sum")
    return goLine === undefined || compareGoVersions(goLine, "1.17") < 0;
  if (!base.endsWith(".go")) return true;
  const { constraint, constraintProblem } = scanGoHeader(bytes);
  if (constraintProblem !== undefined) return false;
  return constraint === undefined || couldHold(constraint, true);
}

/** Evaluates with every tag both on and off; only `ignore` is off. */
function couldHold(constraint: Constraint, wanted: boolean): boolean {
  switch (constraint.kind) {
    case "tag":
      return constraint.tag === "ignore" ? false : wanted;
    case "not":
      return !couldHold(constraint.operand, !wanted);
    case "and":
      return couldHold(constraint.left, wanted) && couldHold(constraint.right, wanted);
    case "or":
      return couldHold(constraint.left, wanted) || couldHold(constraint.right, wanted);
  }
}

const legalPrefixes = [
  "AUTHORS",
  "CONTRIBUTORS",
  "COPYLEFT",
  "COPYING",
  "COPYRIGHT",
  "LEGAL",
  "LICENSE",
  "NOTICE",
  "PATENTS",
];

/** Whether a file is copied from the folders above a package, up to the module's root. */
export function isLegalFile(base: string): boolean {
  return legalPrefixes.some((prefix) => base.startsWith(prefix));
}

const compiled = /\.(?:go|c|cc|cpp|cxx|m|h|hh|hpp|hxx|f|F|for|f90|s|S|sx|swig|swigcxx|syso)$/;

/** Whether go could hand the file to a compiler or the linker. */
export function isCompiled(name: string): boolean {
  return compiled.test(name);
}

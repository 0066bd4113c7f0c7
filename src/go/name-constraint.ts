/** What a file's name alone asks for, as a constraint, and the builds that its name leaves. */
import { baseNameOf } from "../text/path-parts.ts";
import type { Constraint } from "./constraint.ts";
import { fileNameConstraint } from "./file-name.ts";
import { isSatisfiable } from "./truth-table.ts";

/** Whether the name already keeps a file out of every build in which the constraint does not hold. */
export function nameDemands(path: string, constraint: Constraint): boolean {
  const { goos, goarch } = fileNameConstraint(baseNameOf(path));
  let rest: Constraint = { kind: "not", operand: constraint };
  for (const tag of [goos, goarch]) {
    if (tag !== undefined) rest = { kind: "and", left: { kind: "tag", tag }, right: rest };
  }
  return !isSatisfiable(rest);
}

/** `every build`, `every build for linux/arm64`, `every go test`: who takes a file whose constraint nobody reads. */
export function buildsByName(path: string): string {
  const name = baseNameOf(path);
  const { goos, goarch } = fileNameConstraint(name);
  const platform = [goos, goarch].filter((part) => part !== undefined).join("/");
  const what = name.endsWith("_test.go") ? "every go test" : "every build";
  return platform === "" ? what : `${what} for ${platform}`;
}

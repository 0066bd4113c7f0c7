/** What `go vet` (and with it `go test`) says about a file with `//go:build` and `// +build` lines. */
import {
  andConstraints,
  type Constraint,
  formatConstraint,
  parsePlusBuild,
  plusBuildLines,
} from "./constraint.ts";

/**
 * The message with which vet's buildtag check refuses the `+build` lines beside a `//go:build` line; undefined
 * when it accepts them. It compares texts after conversion, so lines that mean the same can be refused.
 */
export function vetRefusesPlusBuild(
  goBuild: Constraint,
  plusBuild: readonly Constraint[],
): string | undefined {
  const have = andConstraints(plusBuild);
  if (!have) return undefined;
  const converted = plusBuildLines(goBuild);
  if (!converted.ok) return converted.reason;
  const wanted = andConstraints(
    converted.lines.map(parsePlusBuild).flatMap((result) => (result.ok ? [result.constraint] : [])),
  );
  if (wanted && formatConstraint(wanted) === formatConstraint(have)) return undefined;
  return "+build lines do not match //go:build condition";
}

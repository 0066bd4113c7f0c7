import type { Constraint } from "../../go/constraint.ts";
import { knownArch, knownOs } from "../../go/platforms.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";

/** Tags that go or its tools set themselves, or that keep a file out of every build. */
const notChosen =
  /^(?:cgo|gc|gccgo|unix|ignore|race|msan|asan|tools|purego|appengine|go1\.\d+|goexperiment\..+)$/;

/**
 * Pairs of tags of which the code itself says that they exclude each other: of one package, a file asks for the first
 * without the second, and another for the second without the first.
 */
export function exclusiveTags(files: readonly GoFile[]): readonly (readonly [string, string])[] {
  const claims = new Set<string>();
  const pairs = new Map<string, readonly [string, string]>();
  for (const { folder, packageName, constraint, isTest } of files) {
    if (!constraint || isTest) continue;
    const { wanted, refused } = literalsOf(constraint);
    for (const a of wanted) {
      for (const b of refused) {
        const place = `${folder}\0${packageName}`;
        claims.add(`${place}\0${a}\0${b}`);
        if (!claims.has(`${place}\0${b}\0${a}`)) continue;
        const pair = a < b ? ([a, b] as const) : ([b, a] as const);
        pairs.set(pair.join(" "), pair);
      }
    }
  }
  return [...pairs.keys()].sort().flatMap((key) => {
    const pair = pairs.get(key);
    return pair ? [pair] : [];
  });
}

/** The tags that an expression as a whole asks for and refuses: the parts that `&&` joins. */
function literalsOf(constraint: Constraint): { wanted: string[]; refused: string[] } {
  if (constraint.kind === "and") {
    const left = literalsOf(constraint.left);
    const right = literalsOf(constraint.right);
    return { wanted: [...left.wanted, ...right.wanted], refused: [...left.refused, ...right.refused] };
  }
  const tag =
    constraint.kind === "tag"
      ? constraint.tag
      : constraint.kind === "not" && constraint.operand.kind === "tag"
        ? constraint.operand.tag
        : undefined;
  if (tag === undefined || notChosen.test(tag) || knownOs.has(tag) || knownArch.has(tag))
    return { wanted: [], refused: [] };
  return constraint.kind === "tag" ? { wanted: [tag], refused: [] } : { wanted: [], refused: [tag] };
}

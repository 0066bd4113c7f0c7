import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const read = errorReader(
  /(?:imports (?<last>\S+)(?: from \S+)?: )?import cycle not allowed(?<test> in test)?(?:: import stack: \[(?<stack>[^\]]+)\])?\)?$/,
);
const link = /^\s*(?:package|imports) (?<package>\S+)(?: from \S+)?(?:: import cycle not allowed.*)?$/;

/** Source of the words: cmd/go/internal/load pkg.go and test.go; before 1.15 they stand above the chain. */
export default definePattern({
  id: "import-cycle",
  title: "Packages import each other in a ring",
  needles: ["import cycle not allowed"],

  match(context) {
    const { line } = context;
    const words = read(line.text);
    if (!words) return undefined;
    const { packages, lines } = readChain(context, words);
    const last = packages.at(-1);
    const start = last === undefined ? -1 : packages.indexOf(last);
    const ring = start >= 0 && start < packages.length - 1 ? packages.slice(start) : packages;
    const where = words.test === undefined ? "" : " in a test";
    if (ring.length === 2 && ring[0] === last) {
      return {
        message: `${last} imports itself${where}`,
        fix: `Take the import of ${last} out of its own files, or name the package that was meant`,
        confidence: 0.97,
        lines,
        subject: last ?? "",
      };
    }
    return {
      message:
        ring.length > 1 ? `${ring.join(" imports ")}: a ring${where}` : `packages import each other${where}`,
      fix:
        words.test === undefined
          ? `Take one import out of the ring${ring.length > 1 ? `: move what ${ring.at(-2)} needs of ${ring.at(-1)} into a package that imports neither` : ""}`
          : `Move the test into the package ${last ?? "NAME"}_test, or what it shares with the others into a package that imports neither`,
      confidence: 0.97,
      lines,
      subject: [...new Set(ring)].sort().join(" "),
    };
  },
});

function readChain(
  { line, at }: LogContext,
  words: Readonly<Record<string, string | undefined>>,
): { readonly packages: readonly string[]; readonly lines: readonly number[] } {
  if (words.stack !== undefined) return { packages: words.stack.split(" "), lines: [] };
  const chain: { readonly number: number; readonly name: string }[] = [];
  const isBelow = words.last === undefined && /^\s+imports |^package /.test(bareLine(at(1)?.text ?? ""));
  for (let offset = isBelow ? 1 : 0; Math.abs(offset) <= 14; offset += isBelow ? 1 : -1) {
    const each = at(offset);
    const name = link.exec(bareLine(each?.text ?? ""))?.groups?.package;
    if (!each || name === undefined) break;
    if (isBelow && chain.length > 0 && /^package /.test(bareLine(each.text))) break;
    chain.push({ number: each.number, name });
    if (!isBelow && /^package /.test(bareLine(each.text))) break;
  }
  if (!isBelow) chain.reverse();
  const lines = chain.map(({ number }) => number).filter((number) => number !== line.number);
  return { packages: chain.map(({ name }) => name), lines };
}

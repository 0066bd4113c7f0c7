/** One random script, run by its shell and read by us. */
import { lies, type RealAnswer, type Stand, sitesOf } from "./shell-runs.ts";
import { filesOf, type Piece, type RandomScript, smaller } from "./shell-scripts.ts";

export interface Judgement {
  readonly script: string;
  readonly lies: readonly string[];
  /** The script is none that a person would keep: it breaks off, or never ends. */
  readonly isBroken: boolean;
  readonly runs: number;
}

/** What is said of a script that does not hold, for the smallest script that shows it. */
export async function judgeScript(script: RandomScript, stand: Stand): Promise<Judgement> {
  let smallest = await judge(script, stand);
  if (smallest.isBroken || smallest.lies.length === 0) return smallest;
  const kind = kindOf(smallest.lies[0]);
  const isSame = ({ isBroken, lies: found }: Judgement): boolean =>
    !isBroken && found.some((lie) => kindOf(lie) === kind);
  let pieces: readonly Piece[] | undefined = script.pieces;
  for (let tries = 0; pieces && tries < 300; ) {
    let next: readonly Piece[] | undefined;
    for (const candidate of smaller(pieces)) {
      const judgement = await judge({ ...script, pieces: candidate }, stand);
      if (++tries >= 300 || !isSame(judgement)) continue;
      smallest = judgement;
      next = candidate;
      break;
    }
    pieces = next;
  }
  return smallest;
}

function kindOf(lie: string | undefined): string {
  return lie?.split(":")[0] ?? "";
}

async function judge(script: RandomScript, stand: Stand): Promise<Judgement> {
  const files = filesOf(script);
  const real = stand.run(files, [script.shell, "./s.sh"]);
  const table = await sitesOf(files);
  const own = { ...table, sites: table.sites.filter(({ id }) => id === "s.sh") };
  const isBroken = isUnfit(script, real);
  return {
    script: files["s.sh"] ?? "",
    lies: lies(own, real.runs, script),
    isBroken,
    runs: real.runs.length,
  };
}

/** A script that no person would keep. */
export function isUnfit(script: RandomScript, { exitCode, output }: RealAnswer): boolean {
  const isMissing =
    /No such file|Syntax error|syntax error|readonly variable|not in a function|only be used in a function|not a directory/i;
  return exitCode < 0 || isMissing.test(output) || isNotFound(script, output);
}

/** A name that no shell finds; what bash alone has is part of the question. */
function isNotFound({ shell }: RandomScript, output: string): boolean {
  const names = [...output.matchAll(/: (\S+?): (?:command )?not found/g)].map(([, name = ""]) => name);
  return names.some((name) => shell === "bash" || !/^(?:source|\[\[|.*\+=.*)$/.test(name));
}

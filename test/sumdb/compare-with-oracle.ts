/** Holds our readers against those of x/mod on odd inputs. */
import fc from "fast-check";
import { recordHash } from "../../src/sumdb/hash.ts";
import { formatTreeHead } from "../../src/sumdb/tree-head.ts";
import type { GoLog, GoLogServer } from "./go-log.ts";
import { recordOf } from "./log-world.ts";
import { expectedOf, type InputKind, inputKinds, judgeByUs, oddInputs } from "./odd-inputs.ts";

/** How many inputs were compared, and how many of them both sides accept. */
export interface Comparison {
  readonly inputs: number;
  readonly accepted: number;
  /** The first differences, for people. */
  readonly differences: readonly string[];
}

/** Compares so many odd inputs of each kind. */
export async function compareWithOracle(
  { server, log }: { server: GoLogServer; log: GoLog },
  { runs, seed }: { runs: number; seed: number },
): Promise<Comparison> {
  const seeds = await seedsOf(log);
  const differences: string[] = [];
  let [inputs, accepted] = [0, 0];
  for (const kind of inputKinds) {
    for (let done = 0; done < runs; done += 1_000) {
      const batch = fc.sample(oddInputs(seeds[kind]), {
        seed: seed + done,
        numRuns: Math.min(1_000, runs - done),
      });
      const theirs = await server.judge(kind, batch, log.key.text);
      for (const [at, input] of batch.entries()) {
        const ours = judgeByUs(kind, input, log.key);
        const expected = expectedOf(kind, input, theirs[at]);
        inputs++;
        if (ours !== null) accepted++;
        if (Bun.deepEquals(ours, expected)) continue;
        const shown = JSON.stringify(Buffer.from(input).toString("latin1"));
        if (differences.length < 5)
          differences.push(`${kind} ${shown}: ${JSON.stringify({ ours, expected })}`);
      }
    }
  }
  return { inputs, accepted, differences };
}

async function seedsOf(log: GoLog): Promise<Record<InputKind, Uint8Array[]>> {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const head = bytes(formatTreeHead({ size: 71_848_828, hash: recordHash(bytes("x")) }));
  const note = await log.sign(new TextDecoder().decode(head));
  const plain = await log.sign("a text\n\nwith blank lines\n");
  const record = new Uint8Array(Buffer.concat([bytes(`942\n${recordOf(1).text}\n`), note]));
  const paths = [
    "tile/8/0/001",
    "tile/8/0/x123/456.p/5",
    "tile/3/5/x123/x456/078.p/2",
    "tile/1/data/x003/x057/500",
    "tile/30/63/000",
  ];
  return {
    note: [note, plain],
    key: [bytes(log.key.text)],
    tree: [head],
    record: [record, bytes("0\nx\n\n")],
    tile: paths.map(bytes),
  };
}

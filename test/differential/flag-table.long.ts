/**
 * The whole flag table beside real toolchains. Run it by name:
 * `bun test ./test/differential/flag-table.long.ts --timeout 3600000`; TOOLCHAINS="go1.21.13 local" narrows it.
 */
import { afterAll, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { reportSuite } from "../conformance/report-suite.ts";
import { askGo, everyQuestion, expectedAnswer } from "./flag-table.ts";
import { machineProxy, runGo } from "./go-command.ts";

const toolchains = (
  process.env.TOOLCHAINS ??
  "go1.16.15 go1.18.10 go1.20.14 go1.21.13 go1.23.4 go1.24.0 go1.25.0 local go1.27.1"
).split(" ");
let asked = 0;
afterAll(() => reportSuite("flag-table", asked));

for (const toolchain of toolchains) {
  test(`${toolchain} takes the flags of the table and no others`, async () => {
    // The first run fetches the toolchain; the questions themselves go without a proxy.
    const version = await runGo(["version"], {
      folder: tmpdir(),
      environment: { GOTOOLCHAIN: toolchain, GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" },
    });
    const minor = Number(/go1\.(\d+)/.exec(version.stdout)?.[1]);
    const differences: string[] = [];
    const questions = everyQuestion();
    const askNext = async (): Promise<void> => {
      for (let question = questions.pop(); question; question = questions.pop()) {
        const answer = await askGo(question, toolchain);
        const expected = expectedAnswer(question, minor);
        asked++;
        if (answer === expected) continue;
        differences.push(`go ${question.subcommand} -${question.flag}: ${answer}, the table has ${expected}`);
      }
    };
    await Promise.all([askNext(), askNext(), askNext()]);
    expect(differences.slice(0, 20)).toEqual([]);
  });
}

/** Compares the whole flag table with real toolchains; run it with bun. Arguments: toolchains, such as go1.21.13. */
import { tmpdir } from "node:os";
import { askGo, everyQuestion, expectedAnswer } from "./flag-table.ts";
import { machineProxy, runGo } from "./go-command.ts";

const named = process.argv.slice(2);
const toolchains =
  named.length > 0
    ? named
    : [
        "go1.16.15",
        "go1.18.10",
        "go1.20.14",
        "go1.21.13",
        "go1.23.4",
        "go1.24.0",
        "go1.25.0",
        "local",
        "go1.27.1",
      ];
let asked = 0;
let differences = 0;
for (const toolchain of toolchains) {
  // The first run fetches the toolchain; the questions themselves go without a proxy.
  const version = await runGo(["version"], {
    folder: tmpdir(),
    environment: { GOTOOLCHAIN: toolchain, GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" },
  });
  const minor = Number(/go1\.(\d+)/.exec(version.stdout)?.[1]);
  const questions = everyQuestion();
  const askNext = async (): Promise<void> => {
    for (let question = questions.pop(); question; question = questions.pop()) {
      const answer = await askGo(question, toolchain);
      const expected = expectedAnswer(question, minor);
      asked++;
      if (answer === expected) continue;
      differences++;
      console.error(
        `${toolchain} go ${question.subcommand} -${question.flag}: ${answer}, the table has ${expected}`,
      );
    }
  };
  await Promise.all([askNext(), askNext(), askNext()]);
  console.log(`${toolchain}: ${asked} flags asked so far, ${differences} differences`);
}
console.log(`conformance flag-table: ${asked} cases, ${differences} differences`);
process.exit(asked === 0 || differences > 0 ? 1 : 0);

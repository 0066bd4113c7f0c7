import { describe, expect, test } from "bun:test";
import { namesWrittenLater } from "./names-written-later.ts";

describe("the variables that a script writes to GITHUB_ENV", () => {
  test.each([
    ["core.exportVariable('A', 1); core.exportVariable(`B`, f(x))", ["A", "B"]],
    ["fs.appendFileSync(process.env.GITHUB_ENV, `A=${a}\\nB=${b.c}\\n`)", ["A", "B"]],
    ["fs.appendFileSync(process.env['GITHUB_ENV'],\n  `A=${a}\\n` +\n  'B=' + b\n)", ["A", "B"]],
    [
      "var envs = `A=${a}\\n` +\n  `B=${b}`;\nif (c) { envs += `\\nC=${c}`; }\nfs.appendFileSync(process.env.GITHUB_ENV, envs);",
      ["A", "B", "C"],
    ],
    ['with open(os.getenv("GITHUB_ENV"), "a") as f:\n    f.write("A={}\\n".format(a))\n', ["A"]],
    [
      "f = open(os.environ['GITHUB_ENV'], 'a')\nf.write(f'A={a}\\n')\nprint(f\"B={b}\", file=f)\nf.close()",
      ["A", "B"],
    ],
    ['open(os.environ.get("GITHUB_ENV"), mode="a", encoding="utf-8") as f\nf.write("A=%s\\n" % a)', ["A"]],
    ["core.setOutput('x', 1)", []],
  ])("%s", (text, names) => {
    expect(namesWrittenLater(text)).toEqual(names);
  });

  test.each([
    "core.exportVariable(name, 1)",
    "Object.entries(all).forEach(([k, v]) => core.exportVariable(k, v))",
    "const { exportVariable: set } = core; set('A', 1)",
    "fs.appendFileSync(process.env.GITHUB_ENV, `${name}=1\\n`)",
    "fs.appendFileSync(process.env.GITHUB_ENV, `A=1\\n` + more)",
    "fs.appendFileSync(process.env.GITHUB_ENV, lines.join('\\n'))",
    "let envs = `A=1`; add(envs); fs.appendFileSync(process.env.GITHUB_ENV, envs)",
    "const file = process.env.GITHUB_ENV; write(file, 'A=1')",
    'with open(os.getenv("GITHUB_ENV"), "a") as f:\n    f.write(line)\n',
    'with open(os.getenv("GITHUB_ENV"), "a") as f:\n    f.write("A=1\\n")\n    dump(all, f)\n',
    'os.system("echo A=1 >> $GITHUB_ENV")',
    'with open(os.getenv("GITHUB_ENV"), "a") as f:\n    f.write("A=1\\n{}=2\\n".format(n))\n',
  ])("any where a write does not say its name: %s", (text) => {
    expect(namesWrittenLater(text)).toBeUndefined();
  });
});

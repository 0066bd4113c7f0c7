/** `npm run accept [-- NAME…]`: rewrites what cases want to what they get. Read the diff as carefully as code. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../src/cli/config.ts";
import { fixRuleCase } from "../src/cli/fix-rule-case.ts";
import { patterns } from "../src/diagnose/patterns.gen.ts";
import { rules } from "../src/rules/index.gen.ts";
import { parseRuleCases, runRuleCase } from "../src/rules/rule-cases.ts";
import { formatTxtar, parseTxtar, type Txtar } from "../src/text/txtar.ts";
import { parseLogCases, patternsFolder, readPatternArchive, runLogCase } from "../test/diagnose/log-cases.ts";
import { programCases } from "../test/program-cases.ts";
import { runProgramCase } from "../test/run-program-case.ts";
import { rulesFolder } from "./_rule-files.ts";

const asked = process.argv.slice(2);
const isAsked = (name: string): boolean => asked.length === 0 || asked.some((word) => name.includes(word));
let looked = 0;
let changed = 0;

for (const rule of rules.filter(({ id }) => isAsked(id))) {
  const file = join(rulesFolder, `${rule.id}.txtar`);
  const archive = parseTxtar(readFileSync(file, "utf8"));
  let files = archive.files.map(({ name, text }) => ({ name, text }));
  for (const each of parseRuleCases(archive)) {
    looked++;
    const got = await runRuleCase(rule, each, async (tree) => (await readConfig(tree)).contract);
    files = withText(files, { name: `${each.name}/want`, text: got, lastOf: `${each.name}/` });
    const fixed = await fixRuleCase(rule, each);
    files = withText(files, { name: `${each.name}/fix`, text: fixed.text, lastOf: `${each.name}/` });
    if (fixed.left.length > 0) console.log(`${rule.id} ${each.name}: not fixed: ${fixed.left.join("; ")}`);
  }
  write(file, archive, files);
}
for (const { id } of patterns.filter((pattern) => isAsked(pattern.id))) {
  const archive = readPatternArchive(id);
  let files = archive.files.map(({ name, text }) => ({ name, text }));
  for (const each of parseLogCases(archive)) {
    looked++;
    const got = await runLogCase(each);
    files = withText(files, { name: `${each.name}/want`, text: got, lastOf: `${each.name}/` });
  }
  write(join(patternsFolder, `${id}.txtar`), archive, files);
}
for (const [name, file] of programCases) {
  if (!isAsked(name)) continue;
  looked++;
  const archive = parseTxtar(readFileSync(file, "utf8"));
  const got = runProgramCase(archive);
  const files = archive.files.map((each) => ({
    name: each.name,
    text: each.name.startsWith("want/") ? (got.files.get(each.name) ?? each.text) : each.text,
  }));
  const comment = archive.comment.replace(/^exit: .*$/m, `exit: ${got.exit}`);
  write(file, { ...archive, comment }, files);
}
console.log(`${looked} cases looked at, ${changed} archives rewritten`);
if (looked === 0) process.exitCode = 1;

function withText(
  files: { name: string; text: string }[],
  part: { name: string; text: string; lastOf: string },
): { name: string; text: string }[] {
  if (files.some(({ name }) => name === part.name)) {
    return files
      .map((file) => (file.name === part.name ? { ...file, text: part.text } : file))
      .filter((file) => file.name !== part.name || part.text !== "");
  }
  if (part.text === "") return files;
  const last = files.findLastIndex(({ name }) => name.startsWith(part.lastOf));
  return files.toSpliced(last + 1, 0, { name: part.name, text: part.text });
}

function write(
  file: string,
  archive: Pick<Txtar, "comment">,
  files: readonly { name: string; text: string }[],
): void {
  const text = formatTxtar({ comment: archive.comment, files });
  if (text === readFileSync(file, "utf8")) return;
  changed++;
  writeFileSync(file, text);
}

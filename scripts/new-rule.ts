/** `npm run new-rule -- subject/bad-thing`: writes a rule and its cases, and regenerates the index. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { rulesFolder } from "./_rule-files.ts";
import { root, run } from "./_run.ts";

const subjects = [
  "toolchain",
  "cgo",
  "platform",
  "modules",
  "vendor",
  "tags",
  "environment",
  "cache",
  "pipeline",
  "image",
  "tests",
  "source",
  "tools",
  "manifests",
  "alerts",
];

const [id = ""] = process.argv.slice(2);
const [subject = "", name = "", ...rest] = id.split("/");
if (!subjects.includes(subject) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || rest.length > 0) {
  fail(`Cannot make rule "${id}": an id is subject/bad-thing, and the subjects are ${subjects.join(", ")}`);
}
const file = join(rulesFolder, `${id}.ts`);
if (existsSync(file)) fail(`Cannot make rule "${id}": src/rules/${id}.ts exists`);

mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, ruleText());
writeFileSync(file.replace(/\.ts$/, ".txtar"), caseText());
await run([process.execPath, "scripts/generate.ts"]);
console.log(
  `Next: write the sentence you would like to read into bad/want of ${file.slice(root.length + 1).replace(/\.ts$/, ".txtar")},`,
);
console.log(`then: npm run accept shows what the rule says, bun test src/rules -t "${id}" judges it`);

function ruleText(): string {
  return `import { defineRule } from "../rule.ts";

export default defineRule({
  id: "${id}",
  status: "preview",
  since: "${manifest.version}",
  harm: "S3",
  proof: [],
  summary: "The bad thing and its consequence, in one sentence.",
  why: "How go comes to do this, in words a person can check.",
  remedy: "One action.",
  reads: "dockerfile",

  *check({ file, stages }) {
    for (const { image } of stages) {
      if (image.text !== "replace-this") continue;
      yield { at: { file, span: image.span }, message: "What happens here, with the values of both sides" };
    }
  },
});
`;
}

function caseText(): string {
  return `-- bad/Dockerfile --
FROM replace-this
-- bad/want --
Dockerfile:1:6: What happens here, with the values of both sides
-- good/Dockerfile --
FROM scratch
-- looks-similar/Dockerfile --
# FROM replace-this
FROM scratch
`;
}

function fail(message: string): never {
  console.error(`new-rule: ${message}`);
  process.exit(2);
}

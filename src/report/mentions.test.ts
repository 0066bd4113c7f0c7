import { expect, test } from "bun:test";
import { type EnvMention, formatMentions } from "./mentions.ts";

const command: EnvMention = {
  file: "Dockerfile",
  line: 3,
  text: "go build",
  kind: "command",
  site: "Dockerfile/build",
  reason: "",
};

test("mentions are printed one a line, with their numbers below", () => {
  const comment: EnvMention = {
    ...command,
    file: "ci/test.sh",
    line: 12,
    kind: "listed",
    site: null,
    reason: "in a comment",
  };
  expect(formatMentions([command, comment])).toBe(
    `Dockerfile:3   go build     runs in Dockerfile/build
ci/test.sh:12  go build     in a comment

2 texts: 1 command of sites, 1 no command for the reason given, 0 unexplained.
`,
  );
});

test("no mention at all is said in one line", () => {
  expect(formatMentions([])).toBe(
    "0 texts: 0 commands of sites, 0 no command for the reason given, 0 unexplained.\n",
  );
});

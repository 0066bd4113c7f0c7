import { defineRule } from "../rule.ts";

/** With the first line of the key itself: scripts that look for keys name the header alone. */
const privateKey = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\[nr]|[\s"'\\+])*[A-Za-z0-9+/]{32}/g;

/** Forms that only real credentials have; each is published by the service that issues them. */
const forms: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  { name: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b/g },
  { name: "a GitLab token", pattern: /\bglpat-[A-Za-z0-9_-]{20}\b/g },
  { name: "a Slack token", pattern: /\bxox[baprs]-[0-9]{10,13}-[0-9A-Za-z-]{20,}/g },
  { name: "a Google API key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/g },
  { name: "a live Stripe key", pattern: /\b[sr]k_live_[0-9a-zA-Z]{24,}\b/g },
  { name: "an npm token", pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: "a private key", pattern: privateKey },
  {
    name: "a password in a URL",
    pattern:
      /\bhttps?:\/\/[\w.-]+:[A-Za-z0-9_-]{16,}@(?!127\.|0\.0\.0\.0|host\.docker\.internal)[\w-]+\.[\w.-]+/g,
  },
];

/** Samples of documentation, runs of one character, and hosts that no network has. */
const isSample = (text: string): boolean =>
  /\.(?:localhost|test|invalid)$/.test(text) ||
  /EXAMPLE|example|xxxx|XXXX|0000000|1234567|(.)\1{7}/.test(text);

export default defineRule({
  id: "environment/secret-in-configuration",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["environment-secret-in-configuration"],
  summary: "A credential stands in a file of the repository: whoever can read it can use it.",
  why: "A file that git tracks is in every clone and in the history for good; removing the line later does not help.",
  remedy: "Revoke the credential, then read it from the CI's secrets or from a secret mount.",
  reads: "repository",

  *check(_, { workspace }) {
    const files = new Set([
      ...workspace.envFiles.map(({ file }) => file),
      ...workspace.workflows.map(({ file }) => file),
      ...workspace.actions.map(({ file }) => file),
      ...workspace.gitlab.flatMap(({ file, includedFiles }) => [file, ...includedFiles]),
      ...workspace.circleci.map(({ file }) => file),
      ...workspace.dockerfiles.map(({ file }) => file),
      ...workspace.makefiles.map(({ file }) => file),
      ...workspace.scripts.map(({ file }) => file),
      ...workspace.goreleaser.map(({ file }) => file),
      ...workspace.devcontainers.map(({ file }) => file),
    ]);
    for (const file of files) {
      const text = workspace.source(file)?.text;
      if (text === undefined || workspace.tree.isTracked(file) === false) continue;
      for (const { name, pattern } of forms) {
        for (const match of text.matchAll(pattern)) {
          if (isSample(match[0])) continue;
          const span = { start: match.index, end: match.index + match[0].length };
          yield {
            at: { file, span },
            message: `${file} holds ${name}: it is in every clone and in the history`,
          };
        }
      }
    }
  },
});

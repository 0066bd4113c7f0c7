import type { Fix } from "../../finding/fix.ts";
import type { Place } from "../../text/span.ts";
import { defineRule } from "../rule.ts";

const losesZero = /^\d+\.\d*0$/;
/** Actions that install the Go of their input; a local action shows what it does with it. */
const installer = /(?:\/setup-go|setup-go-faster|\/govulncheck-action)$/i;
const versionInput = /^(?:go-version|go-version-input)$/;

function quote(at: Place, number: string): Fix {
  return { title: "Quote the version", isSafe: true, edits: [{ at, text: `"${number}"` }] };
}

export default defineRule({
  id: "toolchain/yaml-number-loses-zero",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-yaml-number-loses-zero"],
  summary: "A Go version without quotes is a YAML number: 1.20 becomes 1.2, another and much older Go.",
  why:
    "YAML reads a plain 1.20 as a number, and a number is printed without its last zeros. Whatever gets the value " +
    "asks for Go 1.2, which knows no modules. Go 1.10, 1.20 and 1.30 have the same fate, directly, in a matrix, in " +
    "env or in the inputs of an action.",
  remedy: "Put the version in quotes.",
  reads: "repository",

  *check(_, { workspace, sites }) {
    const written = (at: Place): string =>
      workspace.source(at.file)?.text.slice(at.span.start, at.span.end) ?? "";
    for (const site of sites) {
      for (const event of site.events) {
        if (event.kind !== "uses" || !installer.test(event.name)) continue;
        for (const [name, { value, at: input }] of event.inputs) {
          const at = value.at ?? input;
          if (value.kind === "unknown" || !versionInput.test(name) || !losesZero.test(written(at))) continue;
          yield {
            at,
            message: `${name} ${written(at)} is a YAML number: ${event.name} gets ${value.text} and installs that Go`,
            evidence: at === input ? [] : [{ at: input, shows: "the value arrives here" }],
            site: site.id,
            cause: `${at.file}: ${written(at)}`,
            fix: quote(at, written(at)),
          };
        }
      }
    }
    for (const { jobs } of workspace.gitlab) {
      for (const { image, variables } of jobs) {
        for (const { name, value, yamlType, file, valueSpan } of variables) {
          if (yamlType !== "number" || !losesZero.test(value.text)) continue;
          if (!image || !new RegExp(`\\$\\{?${RegExp.escape(name)}\\b`).test(image.scalar.text)) continue;
          const got = String(Number(value.text));
          yield {
            at: { file, span: valueSpan },
            message: `${name}: ${value.text} is a YAML number: GitLab makes it ${got}, and the image is ${image.scalar.text.replace(/\$\{?\w+\}?/, got)}`,
            evidence: [
              { at: { file: image.file, span: image.scalar.span }, shows: "the image takes its tag from it" },
            ],
            cause: `${file}: ${value.text}`,
            fix: quote({ file, span: valueSpan }, value.text),
          };
        }
      }
    }
  },
});

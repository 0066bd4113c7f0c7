import type { Fix } from "../../finding/fix.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { entriesOf, itemsOf, valueAt, type YamlNode } from "../../workspace/yaml/node.ts";
import { defineRule } from "../rule.ts";

const losesZero = /^\d+\.\d*0$/;
/** Actions that install the Go of their input; a local action shows what it does with it. */
const installer = /(?:\/setup-go|setup-go-faster|\/govulncheck-action)$/i;
const versionInput = /^(?:go-version|go-version-input)$/;

function quote(places: readonly Place[], number: string): Fix {
  return {
    title: "Quote the version",
    isSafe: true,
    edits: places.map((at) => ({ at, text: `"${number}"` })),
  };
}

/** The place with its equals of the same matrix: `include` and `exclude` find a cell by its values, and a text is no number. */
function withEquals(at: Place, number: string, { workflows }: Workspace): readonly Place[] {
  const { jobs = [], root } = workflows.find(({ file }) => file === at.file) ?? {};
  for (const { id } of jobs) {
    const matrix = entriesOf(valueAt(root, "jobs", id, "strategy", "matrix"));
    const rows = [
      ...matrix.map(({ key, value }) => ({ key: key.text, values: itemsOf(value) })),
      ...matrix
        .filter(({ key }) => key.text === "include" || key.text === "exclude")
        .flatMap(({ value }) => itemsOf(value).flatMap(entriesOf))
        .map(({ key, value }) => ({ key: key.text, values: value ? [value] : [] })),
    ];
    const isHere = ({ span }: YamlNode): boolean => span.start === at.span.start;
    const own = rows.find(({ values }) => values.some(isHere));
    if (!own) continue;
    return rows
      .filter(({ key }) => key === own.key)
      .flatMap(({ values }) => values)
      .filter((node) => node.kind === "scalar" && node.style === "plain" && node.text === number)
      .map(({ span }) => ({ file: at.file, span }));
  }
  return [at];
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
            fix: quote(withEquals(at, written(at), workspace), written(at)),
          };
        }
      }
    }
    for (const { jobs } of workspace.gitlab) {
      for (const { image, variables, at: jobAt, nameSpan } of jobs) {
        const site = sites.find(
          ({ kind, at }) =>
            kind === "gitlab-job" && at.file === jobAt.file && at.span.start === nameSpan.start,
        );
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
            ...(site ? { site: site.id } : {}),
            cause: `${file}: ${value.text}`,
            fix: quote([{ file, span: valueSpan }], value.text),
          };
        }
      }
    }
  },
});

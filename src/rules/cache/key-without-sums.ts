import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cache/key-without-sums",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary:
    "The key of a module cache does not depend on go.sum: the first archive is restored until GitHub drops it.",
  why: "GitHub never overwrites the archive of a key. New modules are downloaded again in each run, and old ones are carried along.",
  remedy: "Put `hashFiles('**/go.sum')` into the key.",
  reads: "workflow",

  *check(workflow, { workspace }) {
    for (const job of workflow.jobs) {
      for (const { uses, inputs } of job.steps) {
        if (uses?.action !== "actions/cache" && uses?.action !== "actions/cache/save") continue;
        const path = inputs.find(({ name }) => name === "path")?.value.text ?? "";
        const key = inputs.find(({ name }) => name === "key");
        if (!/go\/pkg\/mod/.test(path) || !key) continue;
        const { text } = key.value;
        if (
          /go\.(?:sum|mod|work)|\*\*|hashFiles|github\.(?:sha|run_id|run_number)|outputs\.|date|needs\.|inputs\.|vars\.|matrix\.key/i.test(
            text,
          )
        )
          continue;
        yield {
          at: { file: workflow.file, span: key.valueSpan },
          message: `The module cache is kept under "${text}", which no change of go.sum changes: the first archive is restored until GitHub drops it`,
          ...fixOf(
            replaceText(workspace, {
              at: { file: workflow.file, span: key.valueSpan },
              from: text,
              to: `${text}-\${{ hashFiles('**/go.sum') }}`,
            }),
            {
              title: "Put the hash of go.sum into the key",
              isSafe: false,
            },
          ),
          cause: "cache key without go.sum",
        };
      }
    }
  },
});

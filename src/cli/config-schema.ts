/** The shape of `.breakwater.yaml`: what is checked, and what docs/config.schema.json is generated from. */
import { z } from "zod";
import { isCalendarDay } from "../text/calendar-day.ts";

/** Something is written there, and not only blanks. */
const words = z
  .string()
  .min(1)
  .regex(/[^\s\u00ad\u200b-\u200f\u2060-\u2064]/, "Only blanks where words belong");
const reason = words.describe("Why, for the next reader.");
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'A day like "2027-01-31"')
  .refine(isCalendarDay, "There is no such day; one is written like 2027-01-31")
  .describe("The last day on which it holds; afterwards the finding returns with the old reason.");

const policy = z
  .enum(["floor", "lockstep"])
  .describe(
    "floor: every site runs the go line of its go.mod or newer. lockstep: every site runs the same version.",
  );

const config = z
  .strictObject({
    go: z
      .union([
        policy,
        z.strictObject({
          policy: policy.default("floor"),
          sites: z
            .array(
              z.strictObject({
                site: z.string().min(1).describe("A site id; * stands for any text."),
                reason,
              }),
            )
            .default([])
            .describe("Sites that may differ."),
        }),
      ])
      .optional()
      .describe("What every site owes to go.mod. Without it: floor."),
    tags: z
      .strictObject({
        exclusive: z
          .array(z.array(z.string().min(1)).min(2))
          .default([])
          .describe("Groups of build tags of which a site may switch on at most one: [[prod, test]]."),
      })
      .optional(),
    rules: z
      .record(
        z.string(),
        z.strictObject({
          stage: z.enum(["off", "observe", "warn", "enforce"]).describe("What the rule may do."),
          reason,
        }),
      )
      .optional()
      .describe("Stages of single rules, by id."),
    allow: z
      .array(
        z.strictObject({
          rule: z.string().min(1).describe("A rule id."),
          path: z.string().min(1).optional().describe("A glob of files or folders."),
          site: z.string().min(1).optional().describe("A site id; * stands for any text."),
          reason,
          owner: words.describe("Who decides about it: a person or a team."),
          until: date.optional(),
        }),
      )
      .optional()
      .describe("Findings that are accepted, for files without comments or for many places at once."),
    exclude: z
      .array(z.string().min(1))
      .optional()
      .describe("Globs of files and folders that are not looked at."),
    baseline: z.string().min(1).optional().describe("A baseline file, relative to this file's folder."),
  })
  .describe("Configuration of Breakwater. Everything is optional.");

/** `.breakwater.yaml` as its author means it. */
export type ConfigShape = z.infer<typeof config>;

/** Checks a value; the first mistake comes with the path of keys that leads to it. */
export function parseConfigShape(value: unknown):
  | { readonly shape: ConfigShape }
  | {
      readonly path: readonly (string | number)[];
      readonly key: string | undefined;
      readonly problem: string;
    } {
  const result = config.safeParse(value);
  if (result.success) return { shape: result.data };
  const issue = deepestIssue(result.error.issues);
  const key = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const path = (issue?.path ?? []).filter((part) => typeof part !== "symbol");
  return { path, key, problem: issue?.message ?? "it is not valid" };
}

type Issue = z.core.$ZodIssue;

/** Of a union's branches, the issue that lies deepest says what the author got wrong. */
function deepestIssue(issues: readonly Issue[]): Issue | undefined {
  const [issue] = issues;
  if (issue?.code !== "invalid_union") return issue;
  const inner = issue.errors
    .map((branch) => deepestIssue(branch))
    .filter((each) => each !== undefined)
    .sort((a, b) => weightOf(b) - weightOf(a))[0];
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue;
}

function weightOf(issue: Issue): number {
  return issue.path.length + (issue.code === "unrecognized_keys" || issue.code === "invalid_value" ? 1 : 0);
}

/** The JSON Schema that editors read. */
export function configJsonSchema(): unknown {
  return z.toJSONSchema(config, { target: "draft-07", io: "input" });
}

import {
  type Constraint,
  evaluateConstraint,
  formatConstraint,
  tagsOfConstraint,
} from "../../go/constraint.ts";
import { knownArch, knownOs } from "../../go/platforms.ts";
import { openBuildsOfSites } from "../../site/open-builds.ts";
import { buildsOfSites } from "../../site/site-builds.ts";
import { withoutRemarks } from "../../workspace/without-remarks.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

/** Tags that say by themselves that no build takes the file, or that a tool takes it. */
const onPurpose =
  /^(?:ignore|ignored|none|never|tools?|generate|gen|codegen|exclude|disabled|example|todo|manual|appengine|wireinject|mage|gofuzz|gccgo|purego|safe|race|msan|asan|boringcrypto|gc|cgo|unix)$/;

export default defineRule({
  id: "tags/never-selected",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: [],
  summary: "A test file waits for a tag that no site of the repository switches on: its tests never run.",
  why:
    "Nobody outside the repository compiles its tests. A test that no site compiles breaks unseen: the next change of a " +
    "name or type is not checked there.",
  remedy: "Run or at least vet it with its tag in one CI job, or delete it.",
  reads: "repository",

  *check(_, { workspace, sites }) {
    const builds = [...buildsOfSites(sites), ...openBuildsOfSites(sites)];
    if (builds.length === 0 || builds.some(({ tags }) => tags === undefined)) return;
    const switched = new Set(builds.flatMap(({ tags }) => tags ?? []));
    // Other programs run tests too (gotestsum, ginkgo): a tag that some build file names is left alone.
    const texts = buildFiles(workspace).map((path) =>
      withoutRemarks(path, workspace.source(path)?.text ?? ""),
    );
    const isNamed = (tag: string): boolean => texts.some((text) => new RegExp(`\\b${tag}\\b`).test(text));
    const seen = new Set<string>();
    for (const file of workspace.goFiles) {
      const { constraint } = file;
      const line = file.constraintLines.find(({ isHonoured }) => isHonoured);
      if (!constraint || !line || !file.isTest) continue;
      const own = tagsOfConstraint(constraint).filter(isOwn);
      const text = formatConstraint(constraint);
      if (own.length === 0 || own.some((tag) => switched.has(tag)) || seen.has(text)) continue;
      if (!needs(constraint, own) || own.some(isNamed)) continue;
      seen.add(text);
      yield {
        at: { file: file.path, span: line.span },
        message: `No site switches on ${own.join(" or ")}, so no test behind //go:build ${text} ever runs here`,
        cause: own.join(","),
      };
    }
  },
});

function buildFiles(workspace: Workspace): readonly string[] {
  const { makefiles, scripts, workflows, actions, dockerfiles, gitlab, circleci, goreleaser } = workspace;
  const models = [makefiles, scripts, workflows, actions, dockerfiles, gitlab, circleci, goreleaser].flat();
  return [
    ...models.map(({ file }) => file),
    // Pipelines of other systems may well run the tests.
    ...workspace.unread.map(({ file }) => file),
    ...makefiles.flatMap(({ includes }) => includes.map(({ file }) => file)),
  ];
}

function isOwn(tag: string): boolean {
  return (
    !knownOs.has(tag) && !knownArch.has(tag) && !onPurpose.test(tag) && !/\./.test(tag) && !/^go1/.test(tag)
  );
}

/** The file stays out while none of the tags is on, whatever the platform: all other tags are tried both ways. */
function needs(constraint: Constraint, own: readonly string[]): boolean {
  const others = tagsOfConstraint(constraint).filter((tag) => !own.includes(tag));
  if (others.length > 10) return false;
  return Array.from({ length: 1 << others.length }).every(
    (_, mask) =>
      !evaluateConstraint(
        constraint,
        (tag) => !own.includes(tag) && (mask & (1 << others.indexOf(tag))) !== 0,
      ),
  );
}

import { createFindings } from "../finding/create-findings.ts";
import type { Problem } from "../finding/finding.ts";
import type { RuleInfo } from "../finding/rule-info.ts";
import { type SourceFile, sourceFromText } from "../text/source-file.ts";
import type { Place } from "../text/span.ts";
import type { CheckReport } from "./check-report.ts";

const files: Readonly<Record<string, string>> = {
  Dockerfile: "FROM golang:1.24-alpine\nRUN go build -tags 'prod+metrics' ./...\n",
  "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
  Makefile: "release:\n\tgo build -tags 'prod+metrics' ./...\n",
  "deploy dir/Dockerfile": "FROM golang:1.24\n",
};

const sources = new Map(Object.entries(files).map(([path, text]) => [path, sourceFromText({ path, text })]));

function placeOf(file: string, text: string): Place {
  const start = files[file]?.indexOf(text) ?? -1;
  if (start === -1) throw new RangeError(`"${text}" is not in ${file}`);
  return { file, span: { start, end: start + text.length } };
}

const tooOld: RuleInfo = {
  id: "toolchain/go-older-than-module",
  status: "stable",
  since: "0.1.0",
  harm: "S2",
  proof: ["go-older-than-module"],
  summary: "The go of a site is older than its module asks for, so every command stops.",
  why: "go reads the go line first.",
  remedy: "Use an image of the version in go.mod.",
};

const noEffect: RuleInfo = {
  ...tooOld,
  id: "tags/operator-in-tags",
  harm: "S1",
  summary: "An operator in -tags makes one strange tag.",
};

const advice: RuleInfo = {
  ...tooOld,
  id: "image/unpinned",
  harm: "S3",
  proof: [],
  summary: "A tag can move.",
};

const problems: readonly { rule: RuleInfo; problem: Problem }[] = [
  {
    rule: tooOld,
    problem: {
      at: placeOf("Dockerfile", "golang:1.24-alpine"),
      message:
        'This stage runs go 1.24.x, go.mod wants 1.25.0; the image sets GOTOOLCHAIN=local, so "go build" stops: 100% <sure> & "quoted"',
      remedy: "FROM golang:1.25-alpine",
      evidence: [{ at: placeOf("go.mod", "go 1.25.0"), shows: "the module wants 1.25.0" }],
      site: "Dockerfile/build",
      cause: "too old",
      fix: {
        title: "Raise Go to 1.25",
        isSafe: false,
        edits: [{ at: placeOf("Dockerfile", "golang:1.24-alpine"), text: "golang:1.25-alpine" }],
      },
    },
  },
  {
    rule: tooOld,
    problem: {
      at: placeOf("deploy dir/Dockerfile", "golang:1.24"),
      message: "The same again",
      site: "deploy/0",
      cause: "too old",
    },
  },
  {
    rule: noEffect,
    problem: {
      at: placeOf("Makefile", "-tags 'prod+metrics'"),
      message: "-tags has no operators",
      fix: {
        title: "Write -tags prod,metrics",
        isSafe: true,
        edits: [{ at: placeOf("Makefile", "prod+metrics"), text: "prod,metrics" }],
      },
      outcome: "ineffective",
    },
  },
  { rule: advice, problem: { at: placeOf("Dockerfile", "golang"), message: "A tag" } },
];

/** A small report with every kind of thing in it. */
export function sampleReport(change: Partial<CheckReport> = {}): CheckReport {
  const sourceOf = (file: string): SourceFile | undefined => sources.get(file);
  const all = createFindings({ problems, sourceOf });
  const suppressed = all
    .filter(({ rule }) => rule === noEffect.id)
    .map((finding) => ({
      ...finding,
      suppression: { kind: "comment" as const, reason: "known, BW-7", at: undefined },
    }));
  return {
    version: "0.1.0",
    findings: all.filter(({ stage }) => stage !== "observe"),
    hidden: all.filter(({ stage }) => stage === "observe"),
    suppressed,
    unknowns: [
      { file: "Makefile", line: 2, reason: "the value comes from $(shell date)", code: "make-shell" },
    ],
    failOn: "enforce",
    rules: [advice, noEffect, tooOld],
    verdicts: [{ question: "module files", outcome: "verified", answer: "consistent in 1 module" }],
    counts: { sites: 2, files: 4, rules: 3, bytesRead: 200, bytesParsed: 150 },
    elapsedMs: 42,
    sourceOf,
    ...change,
  };
}

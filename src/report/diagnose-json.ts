import type { DiagnoseReport } from "./diagnose-report.ts";

/** The JSON of `diagnose`: schema 1, causes in their order; fields are only ever added. */
export function formatDiagnoseJson({ causes, counts, repository }: DiagnoseReport): string {
  const body = {
    schema: 1,
    causes: causes.map((cause) => ({
      pattern: cause.pattern,
      ...(cause.rule === undefined ? {} : { rule: cause.rule }),
      confidence: cause.confidence,
      ...(cause.log === undefined ? {} : { log: cause.log }),
      lines: cause.lines,
      ...(cause.also.length === 0 ? {} : { also: cause.also }),
      title: cause.title,
      quote: cause.quote,
      message: cause.message,
      ...(cause.doubt === undefined ? {} : { doubt: cause.doubt }),
      ...(cause.step === undefined ? {} : { step: cause.step }),
      ...(cause.site === undefined ? {} : { site: cause.site }),
      evidence: cause.evidence,
      fix: cause.fix,
      echoes: cause.echoes,
    })),
    ...(repository === undefined ? {} : { repository }),
    counts: { ...counts, causes: causes.length },
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

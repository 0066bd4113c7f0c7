import type { VerifyReport } from "./verify-report.ts";

/** The JSON of `verify`: schema 1; fields are only ever added. */
export function formatVerifyJson({
  modules,
  verified,
  vendoredFiles,
  findings,
  unknowns,
  purged,
}: VerifyReport): string {
  const body = {
    schema: 1,
    modules,
    verified,
    vendoredFiles,
    findings: findings.map(({ kind, module, version, file, line, expected, actual, harm, message }) => ({
      kind,
      module,
      version,
      ...(file === undefined ? {} : { file }),
      ...(line === undefined ? {} : { line }),
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      harm,
      message,
    })),
    unknown: unknowns,
    ...(purged === undefined ? {} : { removed: purged.removed, notRemoved: purged.kept }),
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

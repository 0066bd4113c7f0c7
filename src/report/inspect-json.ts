import type { InspectReport } from "./inspect-report.ts";

/** The JSON of `breakwater inspect`: schema 1; fields are only ever added. */
export function formatInspectJson({ programs, images, differences }: InspectReport): string {
  const unknown = programs.filter((program) => program.unknown !== null).length;
  return `${JSON.stringify({ schema: 1, programs, images, differences, unknown }, undefined, 2)}\n`;
}

import type { LogStep } from "./log-line.ts";

/** Whether a step is an instruction of a Dockerfile: it sees only what was copied before. */
export function isImageStep(step: LogStep | undefined): boolean {
  return /^(?:\[[^\]]*\] )?(?:RUN|COPY|ADD) /.test(step?.title ?? "");
}

/** The worker's side: it says that it is ready, then takes one job at a time and answers with its result. */
import { runCacheJob } from "./run-cache-job.ts";
import { runVerifyJob } from "./run-verify-job.ts";
import { type Job, ready } from "./verify-job.ts";

/** Answers jobs until the main thread ends the worker. */
export function answerJobs(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Job>) => void;
    postMessage(message: unknown): void;
  };
  scope.onmessage = ({ data }) =>
    scope.postMessage(data.kind === "cache" ? runCacheJob(data) : runVerifyJob(data));
  // What is sent before the handler stands is lost.
  scope.postMessage(ready);
}

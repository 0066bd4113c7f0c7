/** The worker's side: it says that it is ready, then takes one job at a time and answers with its result. */
import { runVerifyJob } from "./run-verify-job.ts";
import { ready, type VerifyJob } from "./verify-job.ts";

/** Answers jobs until the main thread ends the worker. */
export function answerJobs(): void {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<VerifyJob>) => void;
    postMessage(message: unknown): void;
  };
  scope.onmessage = ({ data }) => scope.postMessage(runVerifyJob(data));
  // What is sent before the handler stands is lost.
  scope.postMessage(ready);
}

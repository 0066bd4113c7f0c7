/** Workers of this process: the program's own entry starts as one when it is not the main thread. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Job, type ResultOf, ready } from "./verify-job.ts";

/** Runs jobs side by side. */
export interface WorkerPool {
  run<Asked extends Job>(job: Asked): Promise<ResultOf<Asked>>;
  /** Ends the workers; jobs that still run are lost. */
  close(): void;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

const mostWorkers = 8;

/** Starts a worker for each core, when the first jobs arrive. */
export function createWorkerPool(workers = Math.min(availableParallelism(), mostWorkers)): WorkerPool {
  // In the executable every module is inside it, and so is the entry.
  const entry = import.meta.path.endsWith(".ts") ? join(import.meta.dir, "../main.ts") : Bun.main;
  const idle: Worker[] = [];
  const all = new Set<Worker>();
  const queue: Waiting[] = [];
  const running = new Map<Worker, Waiting>();

  const start = (worker: Worker, waiting: Waiting): void => {
    running.set(worker, waiting);
    worker.postMessage(waiting.job);
  };
  const next = (worker: Worker): void => {
    running.delete(worker);
    const waiting = queue.shift();
    if (waiting) start(worker, waiting);
    else idle.push(worker);
  };
  const open = (): void => {
    const worker = new Worker(entry);
    let isReady = false;
    all.add(worker);
    worker.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data === ready) isReady = true;
      else running.get(worker)?.resolve(data);
      next(worker);
    };
    worker.onerror = ({ message }) => {
      running.get(worker)?.reject(new Error(message));
      running.delete(worker);
      all.delete(worker);
      worker.terminate();
      // One that cannot even start will not start the next time either.
      if (!isReady) for (const { reject } of queue.splice(0)) reject(new Error(message));
      else if (queue.length > 0) open();
    };
  };

  return {
    run: <Asked extends Job>(job: Asked) =>
      new Promise<ResultOf<Asked>>((resolve, reject) => {
        // A worker answers what it is asked.
        const waiting = { job, resolve: resolve as Waiting["resolve"], reject };
        const worker = idle.pop();
        if (worker) start(worker, waiting);
        else queue.push(waiting);
        if (!worker && all.size < workers) open();
      }),
    close() {
      for (const worker of all) worker.terminate();
      all.clear();
    },
  };
}

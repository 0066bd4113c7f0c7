/** References that stand for the folder in which make runs. */
import type { Run } from "./_variables.ts";

/** make runs in the folder of the file that it reads. */
export function inOwnFolder(run: Run): Run {
  return run.hole !== undefined && /^(?:CURDIR|PWD|shell pwd|abspath \.|realpath \.)$/.test(run.hole)
    ? { text: "." }
    : run;
}

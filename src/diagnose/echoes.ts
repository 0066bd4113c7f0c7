/** Lines that say that something failed and not why: they follow from a cause. */
export const echoNeedles: readonly string[] = [
  "make: *** ",
  "make[",
  "Process completed with exit code",
  "[build failed]",
  "[setup failed]",
  "exit status ",
  "Job failed: ",
  "failed to solve",
  "did not complete successfully",
  "returned a non-zero code",
];

const forms: readonly RegExp[] = [
  /^make(?:\[\d+\])?: \*\*\* /,
  /Process completed with exit code/,
  /^FAIL\s.*\[(?:build|setup) failed\]/,
  /^exit status \d+/,
  /Job failed: /,
  /failed to solve/,
  /did not complete successfully/,
  /returned a non-zero code/,
];

/** Whether a line only repeats that something failed. */
export function isEcho(text: string): boolean {
  return forms.some((form) => form.test(text));
}

/**
 * Runs a command and prints as JSON how it ended and its peak memory. A process of its own: a child's peak begins
 * with what its parent had when it was started.
 */
const done = Bun.spawnSync(process.argv.slice(2), { env: process.env });
const { stdout, stderr, exitCode, resourceUsage } = done;
const result = {
  exit: exitCode,
  text: `${stdout}`,
  error: `${stderr}`,
  peakBytes: resourceUsage?.maxRSS ?? 0,
};
console.log(JSON.stringify(result));

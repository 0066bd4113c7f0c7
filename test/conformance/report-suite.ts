/** Prints how much a suite looked at, and fails when that is nothing. */
export function reportSuite(name: string, count: number): void {
  if (count <= 0) throw new Error(`conformance ${name}: no cases found, so nothing was compared`);
  console.log(`conformance ${name}: ${count} cases`);
}

/** The minor version in what a program's toolchain calls itself; undefined for development versions without one. */
export function minorOfProgram(version: string): number | undefined {
  const minor = /(?:^|\s)go1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

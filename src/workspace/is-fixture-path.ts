const fixtureFolder = /(?:^|\/)(?:_*fixtures?_*|test-?(?:fixtures?|inputs?|cases?)|e2e-?data)\//i;

/** Whether a path lies in a folder of files for tests, which may be broken on purpose. */
export function isFixturePath(path: string): boolean {
  return fixtureFolder.test(path);
}

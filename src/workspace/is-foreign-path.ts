const foreignFolder = /(?:^|\/)(?:vendor|testdata|testfiles|node_modules)\//;

/** Whether a path lies in a folder of copied or sample files (vendor, testdata, testfiles, node_modules): settings there are not this project's. */
export function isForeignPath(path: string): boolean {
  return foreignFolder.test(path);
}

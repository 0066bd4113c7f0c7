const foreignFolders = new Set(["vendor", "testdata", "node_modules"]);

/** Whether a path lies in a folder of copied or sample files (vendor, testdata, node_modules): settings there are not this project's. */
export function isForeignPath(path: string): boolean {
  const folders = path.split("/");
  folders.pop();
  return folders.some((folder) => foreignFolders.has(folder));
}

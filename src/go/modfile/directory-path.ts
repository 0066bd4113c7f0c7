const directoryPath = /^(?:\.\.?(?:[/\\]|$)|[/\\]|[A-Za-z]:)/;

/** Whether Go reads a replacement as a directory and not as a module path: `.`, `../x`, `/x`, `C:\x`. */
export function isDirectoryPath(path: string): boolean {
  return directoryPath.test(path);
}

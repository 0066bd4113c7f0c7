/** Whether an import path lies in a module (or in any folder of packages). */
export function isPackageOf(path: string, module: string): boolean {
  if (!path.startsWith(module)) return false;
  return path.length === module.length || path[module.length] === "/";
}

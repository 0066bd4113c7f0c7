/** Whether an import path lies in a module (or in any folder of packages). */
export function isPackageOf(path: string, module: string): boolean {
  return path === module || path.startsWith(`${module}/`);
}

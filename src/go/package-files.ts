/** The file lists of one package as `go list` gives them. Follows https://pkg.go.dev/go/build#Package. */
import type { BuildContext } from "./build-context.ts";
import { compareBytes } from "./byte-order.ts";
import { extensionOf } from "./file-name.ts";
import type { GoHeader } from "./go-header.ts";
import { selectFile } from "./select-file.ts";

export type PackageFileList =
  | "GoFiles"
  | "CgoFiles"
  | "IgnoredGoFiles"
  | "IgnoredOtherFiles"
  | "TestGoFiles"
  | "XTestGoFiles"
  | "CFiles"
  | "CXXFiles"
  | "MFiles"
  | "HFiles"
  | "FFiles"
  | "SFiles"
  | "SwigFiles"
  | "SwigCXXFiles"
  | "SysoFiles";

export interface SourceOfPackage {
  /** File name without folder. */
  readonly name: string;
  /** Undefined for files that go does not read. */
  readonly header: GoHeader | undefined;
}

const listOfExtension: Readonly<Record<string, PackageFileList>> = {
  ".c": "CFiles",
  ".cc": "CXXFiles",
  ".cpp": "CXXFiles",
  ".cxx": "CXXFiles",
  ".m": "MFiles",
  ".h": "HFiles",
  ".hh": "HFiles",
  ".hpp": "HFiles",
  ".hxx": "HFiles",
  ".f": "FFiles",
  ".F": "FFiles",
  ".for": "FFiles",
  ".f90": "FFiles",
  ".s": "SFiles",
  ".S": "SFiles",
  ".sx": "SFiles",
  ".swig": "SwigFiles",
  ".swigcxx": "SwigCXXFiles",
  ".syso": "SysoFiles",
};

export type PackageFiles = ReadonlyMap<PackageFileList, readonly string[]>;

/** Sorts the files of one folder into go's lists; lists without files are absent, names in byte order. */
export function listPackageFiles(sources: readonly SourceOfPackage[], context: BuildContext): PackageFiles {
  const lists = new Map<PackageFileList, string[]>();
  const add = (list: PackageFileList, name: string) => lists.set(list, [...(lists.get(list) ?? []), name]);
  const cAssembly: string[] = [];
  let packageName = "";
  for (const { name, header } of [...sources].sort((a, b) => compareBytes(a.name, b.name))) {
    const { selected, because } = selectFile(name, header, context);
    if (because === "name" || because === "unreadable") continue;
    const isGo = name.endsWith(".go");
    // A Go file whose constraint is broken is invalid, not ignored.
    if (isGo && because === "constraint-problem") continue;
    // go list drops C sources without cgo, it does not call them ignored.
    if (!isGo && because === "cgo") continue;
    if (!selected) {
      // The first file names the package, also one that only cgo would take.
      if (because === "cgo") packageName ||= header?.packageName ?? "";
      add(isGo ? "IgnoredGoFiles" : "IgnoredOtherFiles", name);
      continue;
    }
    const extension = extensionOf(name);
    if (!isGo) {
      if (extension === ".S" || extension === ".sx") cAssembly.push(name);
      else add(listOfExtension[extension] ?? "IgnoredOtherFiles", name);
      continue;
    }
    const own = header?.packageName ?? "";
    const isTest = name.endsWith("_test.go");
    const isExternalTest = isTest && own.endsWith("_test") && packageName !== own;
    packageName ||= isExternalTest ? own.slice(0, -"_test".length) : own;
    if (header?.usesCgo && !isTest) add("CgoFiles", name);
    else if (isExternalTest) add("XTestGoFiles", name);
    else add(isTest ? "TestGoFiles" : "GoFiles", name);
  }
  // Only a C compiler reads these, and go calls one only for cgo.
  for (const name of cAssembly) add(lists.has("CgoFiles") ? "SFiles" : "IgnoredOtherFiles", name);
  for (const names of lists.values()) names.sort(compareBytes);
  return lists;
}

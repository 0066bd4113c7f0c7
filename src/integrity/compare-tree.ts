/** An extracted module in the module cache against its zip: builds compile the extracted files, not the zip. */
import { type FolderFiles, liesBelow } from "./module-content.ts";

/** A file of a folder that is not as the zip has it. */
export interface TreeFault {
  readonly kind: "changed" | "added" | "missing" | "unreadable";
  readonly name: string;
  /** Why it cannot be read. */
  readonly reason?: string;
}

/** A comparison in progress: `see` gets each file of the zip, `end` says what differs. */
export interface TreeComparison {
  see(name: string, bytes: Uint8Array): void;
  end(): readonly TreeFault[];
}

/** Whether go adds to the extracted module: beside each `_go.mod` of a toolchain it puts a copy named go.mod. */
export function hasGoModCopies(modulePath: string): boolean {
  return modulePath === "golang.org/toolchain";
}

/** The copy's name; undefined for any other file. */
export function goModCopyOf(name: string): string | undefined {
  return /(?:^|\/)_go\.mod$/.test(name) ? name.replace(/_go\.mod$/, "go.mod") : undefined;
}

/** Compares a folder with the files that `see` is told of: equal content, no file more and none less. */
export function compareTree(
  folder: FolderFiles,
  { hasCopies = false }: { readonly hasCopies?: boolean } = {},
): TreeComparison {
  const faults: TreeFault[] = [];
  const left = new Map<string, boolean>();
  const unlisted: string[] = [];
  for (const { name, isRegular, reason } of folder.files) {
    if (reason === undefined) left.set(name, isRegular);
    else {
      unlisted.push(name);
      faults.push({ kind: "unreadable", name, reason });
    }
  }
  const isEqual = (name: string, bytes: Uint8Array): boolean => {
    const copy = folder.read(name);
    return !("reason" in copy) && Buffer.compare(copy, bytes) === 0;
  };
  return {
    see(name, bytes) {
      const copyName = hasCopies ? goModCopyOf(name) : undefined;
      if (copyName !== undefined && left.get(copyName) === true && isEqual(copyName, bytes))
        left.delete(copyName);
      const isRegular = left.get(name);
      if (isRegular === undefined) {
        if (!liesBelow(name, unlisted)) faults.push({ kind: "missing", name });
        return;
      }
      left.delete(name);
      const copy = isRegular ? folder.read(name) : undefined;
      if (copy && "reason" in copy) faults.push({ kind: "unreadable", name, reason: copy.reason });
      else if (!copy || copy.length !== bytes.length || Buffer.compare(copy, bytes) !== 0)
        faults.push({ kind: "changed", name });
    },
    end: () => [...faults, ...[...left.keys()].map((name): TreeFault => ({ kind: "added", name }))],
  };
}

/** The fields that `go list -f` offers (`go help list`, Go 1.21 to 1.27). */
import { splitGoFields } from "./white-space.ts";

const packageFields = new Set(
  splitGoFields(`Dir ImportPath ImportComment Name Doc Target Shlib Goroot Standard Stale StaleReason Root ConflictDir
    BinaryOnly ForTest Export BuildID Module Match DepOnly DefaultGODEBUG GoFiles CgoFiles CompiledGoFiles
    IgnoredGoFiles IgnoredOtherFiles CFiles CXXFiles MFiles HFiles FFiles SFiles SwigFiles SwigCXXFiles SysoFiles
    TestGoFiles XTestGoFiles EmbedPatterns EmbedFiles TestEmbedPatterns TestEmbedFiles XTestEmbedPatterns
    XTestEmbedFiles CgoCFLAGS CgoCPPFLAGS CgoCXXFLAGS CgoFFLAGS CgoLDFLAGS CgoPkgConfig Imports ImportMap Deps
    TestImports XTestImports Incomplete Error DepsErrors Internal InvalidGoFiles AllFiles`),
);
const moduleFields = new Set(
  splitGoFields(`Path Query Version Versions Replace Time Update Main Indirect Dir GoMod GoVersion Retracted Deprecated
    Error Sum GoModSum Origin Reuse`),
);

/** The first field of a template that no package (no module with `-m`) has; undefined when all are there or scopes change. */
export function unknownListField(template: string, isModule: boolean): string | undefined {
  // Inside range and with the dot is something else.
  if (/\{\{-?\s*(?:range|with|define|template|block)\b/.test(template)) return undefined;
  const fields = isModule ? moduleFields : packageFields;
  for (const [action] of template.matchAll(/\{\{.*?\}\}/gs)) {
    const plain = action.replace(/"(?:\\.|[^"\\])*"|`[^`]*`/g, "");
    for (const [, name] of plain.matchAll(/(?<![\w.)$])\.([A-Z]\w*)/g))
      if (name && !fields.has(name)) return name;
  }
  return undefined;
}

/** Vendor folders that COPY or a checkout brings: what commands did to them before is undone then. */
import type { Workspace } from "../workspace/workspace.ts";
import type { VendorChange } from "./changes-of-vendor.ts";
import type { StageFiles } from "./docker/stage-files.ts";
import type { Mount, OpenCopy } from "./machine.ts";
import type { SitePlan } from "./plan.ts";
import type { PlainCommand } from "./shell/command-host.ts";

interface Scope {
  readonly plan: Pick<SitePlan, "kind">;
  readonly workspace: Workspace;
  readonly files: StageFiles | undefined;
  /** Whether a command before this one did something to a vendor folder. */
  readonly isChanged: boolean;
}

type Brought = Mount | OpenCopy;

/** What was brought between the last command and this one; `seen` keeps what the commands before found. */
export function vendorBrought(
  command: PlainCommand,
  seen: Set<Brought>,
  { plan, workspace, files, isChanged }: Scope,
): readonly VendorChange[] {
  const { mounts, openCopies = [] } = command.machine;
  const fresh = [...mounts, ...openCopies].filter((each) => !seen.has(each) && !isOwn(each, command));
  for (const each of fresh) seen.add(each);
  const placed = fresh.flatMap((each) => (each.at ? [{ each, at: each.at }] : []));
  placed.sort((a, b) => a.at.span.start - b.at.span.start);
  let isOpen = isChanged;
  return placed.flatMap(({ each }) => {
    const changes = "folder" in each ? ofMount(each, command) : ofCopy(each);
    isOpen ||= changes.length > 0;
    return changes;
  });

  /** The folder as it is committed is there again, which says nothing new where nobody touched it. */
  function ofMount({ path, folder, at }: Mount, { machine }: PlainCommand): readonly VendorChange[] {
    if (!isOpen || !at || folder.startsWith("..")) return [];
    if (plan.kind === "github-job") {
      const { folder: current } = machine;
      const isSure = current.kind === "known" && isIn(current.text, path);
      const reason = { text: "the checkout brings the vendor folder as it is committed", at };
      return [{ folder: undefined, effect: "restored", isSure, reason }];
    }
    return ownersOf(workspace).flatMap(({ file, folder: own, vendor }) => {
      const name = vendorOf(own);
      if (!vendor || !isIn(name, folder) || files?.isLeftOut(`${name}/modules.txt`)) return [];
      const below = folder === "" ? `/${name}` : name.slice(folder.length);
      const isSure = vendorInImage(file) === `${path === "/" ? "" : path}${below}`;
      return [{ folder: name, effect: "restored", isSure, reason: { text: `COPY brings ${name}`, at } }];
    });
  }

  /** Where go looks for the vendor folder of a go.mod or go.work in the image. */
  function vendorInImage(file: string): string | undefined {
    const place = files?.locate(file);
    return place && vendorOf(place.slice(0, place.lastIndexOf("/")));
  }

  /** `COPY --from=deps /src/vendor ./vendor` beside the go.mod that is in the image. */
  function ofCopy({ path, at, isVendor }: OpenCopy): readonly VendorChange[] {
    return ownersOf(workspace).flatMap(({ file, folder: own }) => {
      if (path !== vendorInImage(file)) return [];
      const reason = { text: "COPY --from brings the vendor folder", at };
      return [{ folder: vendorOf(own), effect: "made", isSure: isVendor === true, reason }];
    });
  }
}

/** A bind mount of the RUN itself is gone after it. */
function isOwn({ at }: Brought, command: PlainCommand): boolean {
  const places = [command.at, ...command.via.flatMap((reason) => reason.at ?? [])];
  return places.some(
    ({ file, span }) =>
      at !== undefined && file === at.file && at.span.start <= span.start && span.start < at.span.end,
  );
}

function ownersOf({ modules, workspaces }: Workspace) {
  return [...modules, ...workspaces];
}

function vendorOf(folder: string): string {
  return folder === "" ? "vendor" : `${folder}/vendor`;
}

function isIn(path: string, folder: string): boolean {
  return folder === "" || path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

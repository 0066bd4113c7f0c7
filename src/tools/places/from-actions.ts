/** The versions that steps of GitHub workflows ask actions for. */
import { isScheduledOnly } from "../../site/is-scheduled-only.ts";
import type { Site, SiteEvent } from "../../site/site.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { toolOfAction, withoutMajor } from "../find-tool.ts";
import type { Found } from "../found.ts";
import type { ToolPlace } from "../model.ts";
import { precisionOf } from "../precision.ts";
import { locateVersion } from "./locate-version.ts";

type Uses = SiteEvent & { readonly kind: "uses" };

/** The tools that the actions of a site install or run. */
export function placesOfActions(site: Site, workspace: Workspace): readonly Found[] {
  return site.events.flatMap((event) => {
    const tool = event.kind === "uses" ? toolOfAction(event.name) : undefined;
    if (event.kind !== "uses" || !tool) return [];
    const mayFloat = isScheduledOnly(site, workspace) ? { mayFloat: true as const } : {};
    const place = declaredBy(event, tool.action, workspace);
    const style = tool.action.style ? { style: tool.action.style } : {};
    const base = {
      kind: "action" as const,
      sites: [site.id],
      reach: "pipeline" as const,
      ...style,
      ...mayFloat,
    };
    return place
      ? [{ tool: { key: tool.key, name: tool.name, module: tool.module }, place: { ...base, ...place } }]
      : [];
  });
}

type Declared = Pick<ToolPlace, "at" | "declared" | "precision"> &
  Partial<Pick<ToolPlace, "usedAt" | "isReleased" | "moduleFile">>;

function declaredBy(
  event: Uses,
  action: NonNullable<ReturnType<typeof toolOfAction>>["action"],
  workspace: Workspace,
): Declared | undefined {
  const { at, ref, inputs } = event;
  // The action brings what it was released with; a commit says nothing to a reader, but it is a pin.
  if (action.input === undefined) {
    if (ref === undefined) return undefined;
    return { at, declared: ref, precision: precisionOf(ref), isReleased: true };
  }
  const mode = inputs.get("install-mode")?.value;
  if (mode?.kind === "known" && mode.text === "none") return undefined;
  const isReleased = mode?.kind === "known" && mode.text === "goinstall" ? {} : { isReleased: true as const };
  const given = inputs.get(action.input);
  if (given && given.value.kind === "unknown")
    return { at: given.at, declared: given.value.reason, precision: "open", ...isReleased };
  const text = given?.value.kind === "known" ? given.value.text.trim() : "";
  if (given && text !== "") {
    const stands = locateVersion(text, { at: given.at, also: given.value.at }, workspace);
    return { at: stands ?? given.at, declared: text, precision: precisionOf(text), ...isReleased };
  }
  return withoutInput(event, action, workspace);
}

/** golangci-lint-action looks into go.mod first, then into the file of `version-file`. */
function withoutInput(
  { name, at, ref, inputs }: Uses,
  action: NonNullable<ReturnType<typeof toolOfAction>>["action"],
  workspace: Workspace,
): Declared | undefined {
  if (name.toLowerCase() === "golangci/golangci-lint-action") {
    const folder = inputs.get("working-directory")?.value;
    const path = folder?.kind === "known" ? folder.text.replace(/^\.\/?|\/$/g, "") : "";
    const module = workspace.modules.find((each) => each.folder === path);
    if (module && requiresGolangci(module)) return undefined;
    // Whatever that file says is a place of its own.
    if (inputs.has("version-file")) return undefined;
  }
  const major = /^v(\d+)/.exec(ref ?? "")?.[1];
  const declared = action.otherwise?.(major === undefined ? undefined : Number(major));
  return declared === undefined
    ? undefined
    : { at, declared: `${declared} (no ${action.input} given)`, precision: "floor", isReleased: true };
}

function requiresGolangci({ mod }: GoModule): boolean {
  return mod.requires.some(({ path }) => withoutMajor(path) === "github.com/golangci/golangci-lint");
}

/** What `tools pin` would do. */
import type { Place } from "../../text/span.ts";
import type { ToolPlace } from "../model.ts";

/** One replaced span; an empty span inserts. */
export interface PinEdit {
  readonly at: Place;
  readonly text: string;
}

/** The edits that give one tool one release. */
export interface ToolPin {
  readonly tool: string;
  /** As the place that names it writes it. */
  readonly version: string;
  /** The place from which the release is taken: the highest that any names. */
  readonly from: ToolPlace;
  /** The place that the others point to. */
  readonly home: ToolPlace;
  readonly edits: readonly PinEdit[];
  readonly steps: readonly { readonly run: string; readonly reason: string }[];
  readonly notes: readonly { readonly at: Place; readonly reason: string }[];
}

import type { Place } from "../text/span.ts";
import { imageFacts } from "./knowledge/images.ts";
import type { Machine } from "./machine.ts";
import { known, unknown, type Value } from "./value.ts";

/** A machine that runs inside a container image. */
export function applyImage(machine: Machine, image: Value, at: Place): Machine {
  if (image.kind === "unknown") {
    const reason = `the image is not known: ${image.reason}`;
    return {
      ...machine,
      isHosted: false,
      go: { kind: "unknown", reason, at },
      compiler: { present: undefined, reason, at },
      environment: machine.environment.withOpenReason(reason),
    };
  }
  const facts = imageFacts(image.text);
  let environment = machine.environment;
  for (const [name, text] of facts.environment) {
    environment = environment.with(name, { value: known(text, at), at, by: `set by image ${image.text}` });
  }
  if (facts.isOpaque && facts.go) {
    const value = unknown(`image ${image.text} may set it`, at);
    environment = environment.with("GOTOOLCHAIN", { value, at, by: `image ${image.text}` });
  }
  return {
    ...machine,
    environment,
    isHosted: false,
    hostOs: known(/windows|nanoserver|servercore/.test(image.text) ? "windows" : "linux", at),
    go: facts.go
      ? { ...facts.go, at }
      : { kind: "unknown", reason: facts.goReason, at, ...(facts.isWithoutGo ? { isAbsent: true } : {}) },
    distribution: facts.distribution,
    compiler: {
      present: facts.hasCompiler,
      reason: describeCompiler(facts.hasCompiler, image.text),
      at,
    },
  };
}

function describeCompiler(present: boolean | undefined, image: string): string {
  if (present === undefined) return `it is not known whether image ${image} has a C compiler`;
  return present ? `image ${image} has a C compiler` : `image ${image} has no C compiler`;
}

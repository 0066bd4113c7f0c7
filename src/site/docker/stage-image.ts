import { expandDockerText } from "../../workspace/dockerfile/expand-docker-text.ts";
import type { Dockerfile, DockerStage } from "../../workspace/dockerfile/model.ts";

/** The stages that a stage is built on, first to last, and itself. */
export function chainOfStage(dockerfile: Dockerfile, stage: DockerStage): readonly DockerStage[] {
  const base = stage.buildsOn === undefined ? undefined : dockerfile.stages[stage.buildsOn];
  return base && base.index < stage.index ? [...chainOfStage(dockerfile, base), stage] : [stage];
}

/** The image under a stage, with the defaults of the arguments; undefined when an argument has none. */
export function imageOfStage(dockerfile: Dockerfile, stage: DockerStage): string | undefined {
  const defaults = new Map<string, string | undefined>();
  for (const { name, defaultValue } of dockerfile.globalArgs) {
    defaults.set(name, defaultValue && expandDockerText(defaultValue, (each) => defaults.get(each)).text);
  }
  const [root = stage] = chainOfStage(dockerfile, stage);
  return expandDockerText(root.image, (name) => defaults.get(name)).text;
}

/** The stage that a COPY --from names: by name, or by number. */
export function stageNamed(dockerfile: Dockerfile, name: string): DockerStage | undefined {
  return dockerfile.stages.find(
    (stage) => stage.name?.toLowerCase() === name.toLowerCase() || String(stage.index) === name,
  );
}

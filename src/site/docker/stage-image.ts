import { expandDockerText } from "../../workspace/dockerfile/expand-docker-text.ts";
import type { Dockerfile, DockerStage } from "../../workspace/dockerfile/model.ts";

/** The stages that a stage is built on, first to last, and itself. */
export function chainOfStage(dockerfile: Dockerfile, stage: DockerStage): readonly DockerStage[] {
  const chain = [stage];
  for (let base = baseOfStage(dockerfile, stage); base; base = baseOfStage(dockerfile, base))
    chain.push(base);
  return chain.reverse();
}

/** The stage that a stage is built on. */
function baseOfStage(dockerfile: Dockerfile, stage: DockerStage): DockerStage | undefined {
  const base = stage.buildsOn === undefined ? undefined : dockerfile.stages[stage.buildsOn];
  return base && base.index < stage.index ? base : undefined;
}

/**
 * One value per stage, each made from its base's: every stage is looked at once, however long the chains
 * are and however often they are asked about.
 */
export function foldStages<Result>(
  dockerfile: Dockerfile,
  step: (stage: DockerStage, base: Result | undefined) => Result,
): ReadonlyMap<DockerStage, Result> {
  const results = new Map<DockerStage, Result>();
  for (const stage of dockerfile.stages) {
    const base = baseOfStage(dockerfile, stage);
    results.set(stage, step(stage, base && results.get(base)));
  }
  return results;
}

const images = new WeakMap<Dockerfile, ReadonlyMap<DockerStage, string | undefined>>();

/** The image under a stage, with the defaults of the arguments; undefined when an argument has none. */
export function imageOfStage(dockerfile: Dockerfile, stage: DockerStage): string | undefined {
  let known = images.get(dockerfile);
  if (!known) {
    known = imagesOfStages(dockerfile);
    images.set(dockerfile, known);
  }
  return known.get(stage);
}

function imagesOfStages(dockerfile: Dockerfile): ReadonlyMap<DockerStage, string | undefined> {
  const defaults = new Map<string, string | undefined>();
  for (const { name, defaultValue } of dockerfile.globalArgs) {
    defaults.set(name, defaultValue && expandDockerText(defaultValue, (each) => defaults.get(each)).text);
  }
  const found = foldStages<{ readonly image: string | undefined }>(
    dockerfile,
    (stage, base) => base ?? { image: expandDockerText(stage.image, (name) => defaults.get(name)).text },
  );
  return new Map([...found].map(([stage, { image }]) => [stage, image]));
}

/** The stage that a COPY --from names: by name, or by number. */
export function stageNamed(dockerfile: Dockerfile, name: string): DockerStage | undefined {
  return dockerfile.stages.find(
    (stage) => stage.name?.toLowerCase() === name.toLowerCase() || String(stage.index) === name,
  );
}

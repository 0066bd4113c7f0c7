import type { Environment } from "./environment.ts";
import { known } from "./value.ts";

/** The environment with what every job of a CI system has: `CI=true` and the variable of its own. */
export function withRunnerVariables(
  environment: Environment,
  own: "GITHUB_ACTIONS" | "GITLAB_CI" | "CIRCLECI",
): Environment {
  const setting = { value: known("true"), at: undefined, by: "set by the runner" };
  return environment.withAll([
    ["CI", setting],
    [own, setting],
  ]);
}

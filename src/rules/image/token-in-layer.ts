import { chainOfStage, foldStages } from "../../site/docker/stage-image.ts";
import type { DockerInstruction } from "../../workspace/dockerfile/model.ts";
import { defineRule } from "../rule.ts";

const secretName =
  /(?:^|_)(?:TOKEN|PAT|PASSWORD|PASSWD|SECRET|ACCESS_KEY|API_KEY|DEPLOY_KEY|SSH_KEY|PRIVATE_KEY)(?:$|_)/;
const storesIt = /\bgit\s+config\b[^\n&;]*\binsteadof\b|\.netrc\b|\.git-credentials\b|id_(?:rsa|ed25519)\b/i;

export default defineRule({
  id: "image/token-in-layer",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: [],
  summary: "A secret comes in by ARG or ENV and is written into a layer: whoever gets the image can read it.",
  why:
    "Build arguments stand in the history of the image, and files that a RUN writes stay in its layer, also when a later " +
    "step deletes them. A secret mount is there for one RUN and leaves nothing.",
  remedy: "RUN --mount=type=secret,id=netrc,target=/root/.netrc go mod download",
  reads: "dockerfile",

  *check(dockerfile, { workspace }) {
    const { file, stages } = dockerfile;
    const text = workspace.source(file)?.text ?? "";
    const last = stages.at(-1);
    const shipped = new Set(last ? chainOfStage(dockerfile, last) : []);
    const secretsOf = foldStages<readonly Secret[]>(dockerfile, ({ instructions }, inherited = []) => {
      const own = instructions.filter(isSecret);
      return own.length === 0 ? inherited : [...inherited, ...own];
    });
    for (const stage of stages) {
      const secrets = secretsOf.get(stage) ?? [];
      if (secrets.length === 0) continue;
      for (const instruction of stage.instructions) {
        if (instruction.kind !== "run" || instruction.mounts.some(({ type }) => type === "secret")) continue;
        const script = text.slice(instruction.span.start, instruction.span.end);
        if (!storesIt.test(script)) continue;
        const used = new Set([...script.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name));
        const secret = secrets.find(({ name }) => used.has(name));
        if (!secret) continue;
        const isShipped = shipped.has(stage);
        yield {
          at: { file, span: instruction.span },
          message: `${secret.kind === "arg" ? `The build argument ${secret.name}` : `The variable ${secret.name}`} is written into a layer of ${isShipped ? "the image: whoever pulls it can read it" : "a build stage: it stays in the build cache and in the history of that stage"}`,
          evidence: [{ at: { file, span: secret.span }, shows: "the secret comes in here" }],
          harm: isShipped ? "S0" : "S3",
          cause: `${file} ${secret.name}`,
        };
      }
    }
  },
});

type Secret = Extract<DockerInstruction, { kind: "arg" | "env" }>;

function isSecret(each: DockerInstruction): each is Secret {
  if (each.kind !== "arg" && each.kind !== "env") return false;
  const name = each.name.toUpperCase();
  // What a token comes from, or where it lies, is no token.
  return (
    secretName.test(name) &&
    !/_(?:ISSUER|URL|FILE|PATH|NAME|ID|TYPE|TTL|EXPIRY|USER|HOST|ENDPOINT)$/.test(name)
  );
}

/**
 * Files of systems that run commands and that no reader here understands, by their names. Whoever looks for every
 * place where go runs has to hear of them.
 */
interface System {
  /** Plural: "… are not read". */
  readonly name: string;
  readonly path: RegExp;
  /** What runs go there without saying `go build`. */
  readonly alsoRunsGo?: RegExp;
}

const systems: readonly System[] = [
  { name: "Jenkins pipelines", path: /(?:^|\/)Jenkinsfile(?:[._-][^/]*)?$|\.jenkinsfile$/i },
  {
    name: "Azure pipelines",
    path: /(?:^|\/)\.?azure-pipelines?[^/]*\.ya?ml$|(?:^|\/)\.(?:azure-pipelines|azuredevops|azdo|pipelines)\/.*\.ya?ml$/i,
    alsoRunsGo: /\bGo@\d+/g,
  },
  { name: "Travis CI builds", path: /^\.travis\.ya?ml$/, alsoRunsGo: /^language: *["']?go\b/gm },
  {
    name: "Cloud Build configurations",
    path: /(?:^|\/)cloudbuild[^/]*\.(?:ya?ml|json)$/,
    alsoRunsGo: /\bcloud-builders\/go\b/g,
  },
  { name: "CodeBuild specifications", path: /(?:^|\/)buildspec[^/]*\.ya?ml$/ },
  { name: "Drone pipelines", path: /(?:^|\/)\.drone[^/]*\.(?:ya?ml|jsonnet|star)$/ },
  { name: "Woodpecker pipelines", path: /^\.woodpecker(?:\.ya?ml$|\/.*\.ya?ml$)/ },
  { name: "Buildkite pipelines", path: /(?:^|\/)\.?buildkite\/.*\.(?:ya?ml|json)$/ },
  { name: "Bitbucket pipelines", path: /^bitbucket-pipelines\.ya?ml$/ },
  { name: "AppVeyor builds", path: /(?:^|\/)\.?appveyor[^/]*\.ya?ml$/ },
  { name: "Tekton pipelines", path: /(?:^|\/)\.?tekton\/.*\.ya?ml$/ },
  { name: "Semaphore pipelines", path: /(?:^|\/)\.semaphore\/.*\.ya?ml$/ },
  { name: "Cirrus CI tasks", path: /^\.cirrus\.(?:ya?ml|star)$/ },
  { name: "TeamCity settings", path: /^\.teamcity\/.*\.(?:kts?|xml)$/ },
  { name: "Prow jobs", path: /(?:^|\/)\.prow(?:\.ya?ml$|\/.*\.ya?ml$)/ },
  { name: "Gitea workflows", path: /^\.gitea\/workflows\/[^/]+\.ya?ml$/ },
  { name: "Forgejo workflows", path: /^\.forgejo\/workflows\/[^/]+\.ya?ml$/ },
  { name: "Earthfiles", path: /(?:^|\/)[^/]*Earthfile$/ },
  { name: "Taskfiles", path: /(?:^|\/)[^/]*Taskfile[^/]*\.ya?ml$/i },
  { name: "justfiles", path: /(?:^|\/)\.?justfile$|\.just$/i },
  { name: "magefiles", path: /(?:^|\/)(?:magefile[^/]*|magefiles\/[^/]+)\.go$/ },
  { name: "commands of Compose files", path: /(?:^|\/)(?:[^/]*[-_.])?compose(?:[-_.][^/]*)?\.ya?ml$/ },
  { name: "Tiltfiles", path: /(?:^|\/)(?:Tiltfile[^/]*|[^/]*\.tiltfile)$/ },
  { name: "Skaffold configurations", path: /(?:^|\/)skaffold[^/]*\.ya?ml$/ },
  { name: "Vagrantfiles", path: /(?:^|\/)Vagrantfile$/ },
  { name: "Gitpod configurations", path: /(?:^|\/)\.gitpod\.ya?ml$/ },
  { name: "lefthook configurations", path: /(?:^|\/)\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)$/ },
  { name: "npm scripts", path: /(?:^|\/)package\.json$/ },
  { name: "Procfiles", path: /(?:^|\/)Procfile(?:\.[^/]*)?$/ },
  { name: "air configurations", path: /(?:^|\/)\.?air(?:\.[^/]*)?\.toml$/ },
  { name: "tasks of Visual Studio Code", path: /(?:^|\/)\.vscode\/(?:tasks|launch)\.json$/ },
  { name: "PowerShell scripts", path: /\.ps1$/i },
  { name: "Windows batch files", path: /\.(?:bat|cmd)$/i },
];

/** The system that reads a file of this path; undefined for all that Breakwater reads, and for files that run nothing. */
export function systemOfPath(path: string): System | undefined {
  // Most files of a repository are Go, and of these only magefiles are looked for.
  if (path.endsWith(".go") && !path.includes("magefile")) return undefined;
  return systems.find((system) => system.path.test(path));
}

/**
 * Whether a path is named like a Dockerfile: `Dockerfile`, `Dockerfile.x`, `Dockerfile-x`, `x.Dockerfile`,
 * `x.dockerfile`, `Containerfile` likewise. Ignore files and documentation about Dockerfiles are none.
 */
export function isDockerfileName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  if (/\.(dockerignore|containerignore|md|txt|rst|go|py|js|ts|sh|json|ya?ml|lock|svg|png)$/.test(name))
    return false;
  return /^(dockerfile|containerfile)([._-].+)?$/.test(name) || /.\.(dockerfile|containerfile)$/.test(name);
}

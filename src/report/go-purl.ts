/** The package URL of a Go module (https://github.com/package-url/purl-spec): what scanners look modules up by. */
export function goPurl(path: string, version: string): string {
  // The type's own rules: namespace and name in small letters.
  const name = path.toLowerCase().split("/").map(encodePart).join("/");
  return `pkg:golang/${name}${version === "" ? "" : `@${encodePart(version)}`}`;
}

function encodePart(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%3A", ":");
}

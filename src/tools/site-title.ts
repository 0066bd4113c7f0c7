/** A site's id without its matrix cell, which is too long for a sentence. */
export function siteTitle(id: string): string {
  return id.replace(/(\/[\w.-]+)\/[^/=]+=.*$/, "$1");
}

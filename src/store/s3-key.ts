/** Keys with letters that every server and every signature takes alike: other signs become `_` and two hex digits. */
export function s3Key(key: string): string {
  return key.replace(/[^a-z0-9/.-]/g, (sign) => `_${sign.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** The key of such a name. */
export function fromS3Key(name: string): string {
  return name.replace(/_([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

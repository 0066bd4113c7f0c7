/** The options with which a shell is started: `bash -eo pipefail {0}`, `/bin/sh -o errexit -c`. */
export function optionsOfShell(text: string): { readonly errexit: boolean; readonly pipefail: boolean } {
  let [errexit, pipefail] = [false, false];
  const words = text.trim().split(/\s+/);
  words.forEach((word, index) => {
    const [, sign, flags = ""] = /^([-+])([A-Za-z]+)$/.exec(word) ?? [];
    if (sign === undefined) return;
    if (flags.includes("e")) errexit = sign === "-";
    if (!flags.includes("o")) return;
    if (words[index + 1] === "errexit") errexit = sign === "-";
    if (words[index + 1] === "pipefail") pipefail = sign === "-";
  });
  return { errexit, pipefail };
}

import { expect, test } from "bun:test";
import { unknownListField } from "./list-fields.ts";

test("documented fields are known, also inside calls and conditions", () => {
  for (const template of [
    "{{.Dir}}",
    '{{ join .Imports "\\n" }}',
    "{{if .Module}}{{.Module.Path}}{{end}}",
    "{{.}}",
  ]) {
    expect(unknownListField(template, false)).toBeUndefined();
  }
  expect(unknownListField("{{.Path}} {{if .Replace}}{{.Replace.Version}}{{end}}", true)).toBeUndefined();
});

test("a field that nothing has is named, packages and modules apart", () => {
  expect(unknownListField("{{.BuildConstraints}}", false)).toBe("BuildConstraints");
  expect(unknownListField("{{.Version}}", false)).toBe("Version");
  expect(unknownListField("{{.ImportPath}}", true)).toBe("ImportPath");
});

test("where the dot changes nothing is claimed", () => {
  expect(unknownListField("{{range .Imports}}{{.Anything}}{{end}}", false)).toBeUndefined();
  expect(unknownListField("{{with .Module}}{{.Path}}{{end}}", false)).toBeUndefined();
});

import { describe, expect, test } from "bun:test";
import { type ExpressionValue, evaluateExpression } from "./expression.ts";

const values: ReadonlyMap<string, ExpressionValue> = new Map<string, ExpressionValue>([
  ["matrix.go", "1.24"],
  ["matrix.number", 1.2],
  ["matrix.os.name", "ubuntu-24.04"],
  ["env.EMPTY", ""],
  ["env.CGO_ENABLED", "0"],
  ["inputs.race", true],
  ["github.event.commits", [{ id: "a", tags: ["x"] }, { id: "b" }, { other: 1 }]],
]);
const evaluate = (text: string) => evaluateExpression(text, (path) => values.get(path.join(".")));

describe("evaluateExpression", () => {
  test.each<[string, ExpressionValue]>([
    ["matrix.go", "1.24"],
    ["matrix['go']", "1.24"],
    ["matrix[format('{0}o', 'g')]", "1.24"],
    ["matrix.os.name", "ubuntu-24.04"],
    ["matrix.number", 1.2],
    ["'it''s'", "it's"],
    ["0xff", 255],
    ["-1.5e2", -150],
    ["!inputs.race", false],
    ["env.EMPTY || '1.20'", "1.20"],
    ["inputs.race && '-race' || ''", "-race"],
    ["matrix.go == '1.24' && matrix.number < 2", true],
    ["'Linux' == 'linux'", true],
    ["'Linux' != 'linux'", false],
    ["1 == '1'", true],
    ["true == '1'", true],
    ["null == 0", true],
    ["'' == 0", true],
    ["'x' == 0", false],
    ["'b' > 'A'", true],
    ["contains('Hello go', 'GO')", true],
    ["contains(fromJSON('[\"push\", \"tag\"]'), 'PUSH')", true],
    ["contains(github.event.commits.*.id, 'b')", true],
    ["startsWith(matrix.os.name, 'UBUNTU')", true],
    ["endsWith('a.go', '.go')", true],
    ["format('{0}-{{{1}}}', 'go', matrix.go)", "go-{1.24}"],
    ["join(github.event.commits.*.id)", "a,b"],
    ["join(fromJSON('[1, true, null]'), '-')", "1-true-"],
    ["toJSON(fromJSON('{\"a\": 1}'))", '{\n  "a": 1\n}'],
    ['fromJSON(\'{"Go": ["1.23", "1.24"]}\').go[1]', "1.24"],
    ["fromJSON('{}').nothing.deeper", null],
    ["(1 == 2 || 3 == 3) && 'yes'", "yes"],
    ["1 == 1 || steps.x.outputs.y", true],
    ["false && github.ref", false],
    ["github.ref == 'x' && false", false],
    ["github.ref == 'x' || true", true],
    ["always() || github.ref", true],
    ["${" + "{ matrix.go }}", "1.24"],
  ])("%s", (text, value) => {
    expect(evaluate(text)).toEqual({ kind: "known", value });
  });

  test.each([
    ["github.ref", "github.ref"],
    ["steps.meta.outputs.version", "steps.meta.outputs.version"],
    ["matrix.go == github.ref", "github.ref"],
    ["github.ref || 'x'", "github.ref"],
    ["github.ref && false", "github.ref"],
    ["format('{0}', secrets.X)", "secrets.X"],
    ["hashFiles('go.sum')", "hashFiles()"],
    ["success() && 1 == 1", "success()"],
  ])("%s is unknown because of %s", (text, reference) => {
    expect(evaluate(text)).toMatchObject({ kind: "unknown", reference });
  });

  test.each([
    "",
    "a b",
    "(1",
    "'x",
    "matrix.",
    "matrix[",
    "1 ==",
    "f(",
    "format('{1}', 1)",
    "nofunction()",
    "a ? b",
    '"x"',
    "fromJSON('{')",
  ])("%s is unknown without an exception", (text) => {
    expect(evaluate(text).kind).toBe("unknown");
  });

  test("asks for the state of the job by the function's name", () => {
    expect(evaluateExpression("failure() || cancelled()", ([name]) => name === "cancelled()")).toEqual({
      kind: "known",
      value: true,
    });
  });

  test("comes to an end on long and deep text", () => {
    for (const piece of ["(", "!", "a.", "[", "1||", "f(", "'"]) {
      expect(() => evaluate(piece.repeat(5000))).not.toThrow();
    }
    expect(() => evaluate(`1${"==1".repeat(6000)}`)).not.toThrow();
  });
});

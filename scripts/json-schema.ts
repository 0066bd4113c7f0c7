import Ajv from "ajv";

/** A function that answers what is wrong with a value by a JSON schema of draft 7; nothing when it is valid. */
export function jsonValidator(
  schema: object,
  others: readonly object[] = [],
): (value: unknown) => readonly string[] {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  for (const other of others) ajv.addSchema(other);
  const validate = ajv.compile({ ...schema, $schema: "http://json-schema.org/draft-07/schema#" });
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
  };
}

/** Schemas of JSON: the only file that knows the library for them. It is imported late, and a bundle of its own. */
import { Ajv, type ErrorObject } from "ajv";

/** What does not fit a schema, and where: a path of JSON, such as `/tables/0/threads`. */
export interface Misfit {
  readonly path: string;
  /** A phrase that fits behind the path: "must be integer". */
  readonly message: string;
}

/** Says whether a value fits, and else everything that does not. `schema` is of draft 7. */
export function schemaOf<T>(schema: object): (value: unknown) => { readonly value: T } | readonly Misfit[] {
  const ajv = new Ajv({ allErrors: true });
  // For editors alone.
  ajv.addKeyword("enumDescriptions");
  const fits = ajv.compile<T>(schema);
  return (value) => (fits(value) ? { value } : (fits.errors ?? []).map(misfit));
}

function misfit({ instancePath, message = "does not fit", keyword, params }: ErrorObject): Misfit {
  const path = instancePath === "" ? "/" : instancePath;
  switch (keyword) {
    case "additionalProperties":
      return { path, message: `has a property \`${params.additionalProperty}\` that is not known` };
    case "required":
      return { path, message: `lacks \`${params.missingProperty}\`` };
    case "enum":
      return { path, message: `must be one of ${params.allowedValues.join(", ")}` };
    case "pattern":
      return { path, message: `must look like ${params.pattern}` };
    default:
      return { path, message };
  }
}

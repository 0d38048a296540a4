import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { Schema } from './schema.js';
import { type ToStrictOptions, toStrictSchema } from './to-strict-schema.js';

/** Says where a value is not what a schema says: a line for each place, none where it is. */
export type Comparison = (value: unknown, schema: Schema) => readonly string[];

const RFC2822 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}$/;

/**
 * Compares values with the schemas of a description.
 *
 * @param document the description, which `$ref` leads into
 * @param options how much is demanded beyond the schema itself
 */
export function createComparison(document: unknown, options: ToStrictOptions = {}): Comparison {
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  // The package is CommonJS, and its types speak of a default export.
  (addFormats as unknown as (target: Ajv) => void)(ajv);
  ajv.addFormat('date-time-rfc-2822', RFC2822);
  // Descriptions say `uri` of the path of a next page too.
  ajv.addFormat('uri', /^(?:https?:\/\/[^\s/]+)?\/?\S*$/);
  return (value, schema) => {
    const validate = ajv.compile(toStrictSchema(schema, document, options));
    return validate(value) ? [] : (validate.errors ?? []).map(toLine);
  };
}

function toLine({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown };
  const what = additionalProperty ?? (allowedValues === undefined ? undefined : JSON.stringify(allowedValues));
  return [`${instancePath === '' ? '/' : instancePath} ${message}`, ...(what === undefined ? [] : [what])].join(': ');
}

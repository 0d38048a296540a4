import { resolve, type Schema } from './schema.js';

/** How much is demanded beyond what a description says in so many words. */
export interface ToStrictOptions {
  /** Whether an object must not have fields that are not described. Where they are open on purpose, they stay so. */
  readonly refuseUnknown?: boolean;
  /** Whether every field that is described must be there: for vendors that call none of them required. */
  readonly requireAll?: boolean;
}

type Strict = Record<string, unknown>;

/**
 * A schema of OpenAPI 3.0 as one that a validator of JSON Schema takes, with everything that it refers to: parts of an
 * `allOf` become one object, since what one of them does not know, another may.
 */
export function toStrictSchema(schema: Schema, document: unknown, options: ToStrictOptions): Strict {
  const definitions: Record<string, Strict> = {};
  const convert = (given: Schema): Strict => {
    if (given.$ref === undefined) return convertOwn(merge(given, document));
    const name = given.$ref.replaceAll(/[^\w-]+/g, '_');
    if (!(name in definitions)) {
      definitions[name] = {}; // What refers to itself finds this.
      Object.assign(definitions[name], convert(resolve(given, document)));
    }
    return { $ref: `#/definitions/${name}` };
  };
  const convertAll = (schemas: Readonly<Record<string, Schema>>): Strict =>
    Object.fromEntries(Object.entries(schemas).map(([name, one]) => [name, convert(one)]));
  const convertOwn = ({ nullable, type, properties, items, anyOf, oneOf, ...rest }: Schema): Strict => {
    const choices = anyOf ?? oneOf;
    const strict: Strict = { ...rest };
    if (type !== undefined) strict['type'] = nullable === true ? [type, 'null'].flat() : type;
    if (nullable === true && rest.enum) strict['enum'] = [...rest.enum, null];
    if (items) strict['items'] = convert(items);
    if (typeof rest.additionalProperties === 'object')
      strict['additionalProperties'] = convert(rest.additionalProperties);
    if (rest.patternProperties) strict['patternProperties'] = convertAll(rest.patternProperties);
    if (choices) {
      const own = choices.map(convert);
      strict['anyOf'] = nullable === true ? [...own, { type: 'null' }] : own;
    }
    if (properties) {
      strict['properties'] = convertAll(properties);
      if (options.requireAll === true) strict['required'] = Object.keys(properties);
      // Beside choices it is they that know the rest of the fields.
      if (options.refuseUnknown === true && rest.additionalProperties === undefined && !choices)
        strict['additionalProperties'] = false;
    }
    return strict;
  };
  const root = convert(schema);
  return { ...root, definitions };
}

function merge(schema: Schema, document: unknown): Schema {
  if (!schema.allOf) return schema;
  const { allOf, ...own } = schema;
  const parts = [...allOf.map((part) => merge(resolve(part, document), document)), own];
  const choices = parts.flatMap(({ anyOf, oneOf }) => anyOf ?? oneOf ?? []);
  const isClosed = allOf.every((part) => resolve(part, document).additionalProperties === false);
  const { additionalProperties: __, ...merged } = Object.assign({}, ...parts) as Schema;
  return {
    ...merged,
    ...(parts.some(({ properties }) => properties) && {
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Record<string, Schema>,
      required: parts.flatMap(({ required = [] }) => required),
    }),
    ...(choices.length > 0 && { anyOf: choices }),
    ...(isClosed && { additionalProperties: false }),
  };
}

/** The part of a JSON schema that Clerk's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

const FITS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: (value) => Number.isInteger(value),
  number: (value) => typeof value === 'number',
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/** Where a value is not what a schema says: one line for each place. */
export function findMismatches(
  value: unknown,
  schema: Schema,
  resolve: (reference: string) => Schema,
  path = '$',
): readonly string[] {
  const check = (item: unknown, inner: Schema, at: string): readonly string[] =>
    findMismatches(item, inner, resolve, at);
  if (schema.$ref !== undefined) return check(value, resolve(schema.$ref), path);
  if (value === null && schema.nullable === true) return [];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    const results = choices.map((choice) => check(value, choice, path));
    if (!results.some((result) => result.length === 0)) return results[0] ?? [];
  }
  const parts = (schema.allOf ?? []).flatMap((part) => check(value, part, path));
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [...parts, `${path} is none of the known values`];
  const fits = schema.type === undefined ? undefined : FITS[schema.type];
  if (fits?.(value) === false) return [...parts, `${path} is no ${String(schema.type)}`];
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    return [...parts, ...value.flatMap((item, index) => check(item, items, `${path}[${index}]`))];
  }
  if (typeof value !== 'object' || value === null) return parts;
  const fields = value as Readonly<Record<string, unknown>>;
  const missing = (schema.required ?? []).filter((name) => fields[name] === undefined);
  const inner = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    fields[name] === undefined ? [] : check(fields[name], property, `${path}.${name}`),
  );
  return [...parts, ...missing.map((name) => `${path}.${name} is missing`), ...inner];
}

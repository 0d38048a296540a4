/** The part of an OpenAPI schema that is compared with. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const RFC2822 = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000$/;

/** Where a value is not what a schema says: missing and unknown fields too. */
export function readRefusals(
  value: unknown,
  given: Schema,
  all: Readonly<Record<string, Schema>>,
  path = '$',
): readonly string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const schema = given.$ref === undefined ? given : (all[given.$ref.split('/').at(-1) ?? ''] ?? {});
  if (value === null) return schema.nullable === true || schema.type === undefined ? [] : [`${path} is null`];
  if (schema.type === undefined) return [];
  const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (type !== schema.type && !(type === 'integer' && schema.type === 'number')) return [`${path} is of type ${type}`];
  if (schema.enum && !schema.enum.includes(text)) return [`${path} is ${text}`];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(text)) return [`${path} is ${text}`];
  if (schema.format === 'date-time-rfc-2822' && !RFC2822.test(text)) return [`${path} is ${text}`];
  if (schema.format === 'date-time' && Number.isNaN(Date.parse(text))) return [`${path} is ${text}`];
  if (schema.items) {
    const { items } = schema;
    return (value as readonly unknown[]).flatMap((item, index) => readRefusals(item, items, all, `${path}[${index}]`));
  }
  const { properties } = schema;
  if (!properties) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  const missing = Object.keys(properties).filter((name) => !Object.hasOwn(fields, name));
  const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(properties, name));
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...unknown.map((name) => `${path}.${name} is not described`),
    ...Object.entries(properties).flatMap(([name, inner]) =>
      Object.hasOwn(fields, name) ? readRefusals(fields[name], inner, all, `${path}.${name}`) : [],
    ),
  ];
}

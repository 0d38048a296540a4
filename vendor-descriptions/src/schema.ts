/** The part of a schema of OpenAPI 3.0 that vendors' descriptions use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

/** Something of a description, or where it is in there. */
export type Referable = { readonly $ref?: string };

/** Follows `$ref` to what it stands for. @throws `Error` when there is nothing */
export function resolve<T extends Referable>(item: T, document: unknown): T {
  if (item.$ref === undefined) return item;
  const names = item.$ref.slice(2).split('/').map(decodeURIComponent);
  const found = names.reduce<unknown>(
    (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
    document,
  );
  if (found === undefined) throw new Error(`The description has nothing at ${item.$ref}`);
  return resolve(found as T, document);
}

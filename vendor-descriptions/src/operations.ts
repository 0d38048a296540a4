import { type Referable, resolve, type Schema } from './schema.js';

/** One method of one path. */
export interface DescribedOperation {
  /** For example `POST /v3/mail/send`. */
  readonly route: string;
  /** In capitals. */
  readonly method: string;
  readonly path: string;
  /** Parameters of the query string. */
  readonly query: readonly { readonly name: string; readonly schema: Schema; readonly required: boolean }[];
  /** What is sent, of whatever content type. */
  readonly body: Schema | undefined;
  /** By status; undefined where an answer has no body. */
  readonly answers: ReadonlyMap<number, Schema | undefined>;
  /** As it is written. */
  readonly written: Readonly<Record<string, unknown>>;
}

interface Content extends Referable {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface Parameter extends Referable {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface WrittenOperation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content>>;
}

type Paths = Readonly<Record<string, Readonly<Record<string, WrittenOperation>>>>;

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** All operations of a description, in its order. */
export function listOperations(document: Readonly<Record<string, unknown>>): readonly DescribedOperation[] {
  const schemaOf = (content: Content): Schema | undefined =>
    Object.values(resolve(content, document).content ?? {})[0]?.schema;
  return Object.entries((document['paths'] ?? {}) as Paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.has(method))
      .map(([name, operation]) => {
        const method = name.toUpperCase();
        const parameters = (operation.parameters ?? []).map((one) => resolve(one, document));
        const answers = Object.entries(operation.responses ?? {}).map(
          ([status, answer]) => [Number(status), schemaOf(answer)] as const,
        );
        return {
          route: `${method} ${path}`,
          method,
          path,
          query: parameters
            .filter((one) => one.in === 'query')
            .map((one) => ({ name: one.name, schema: one.schema ?? {}, required: one.required === true })),
          body: operation.requestBody && schemaOf(operation.requestBody),
          answers: new Map(answers),
          written: operation as Readonly<Record<string, unknown>>,
        };
      }),
  );
}

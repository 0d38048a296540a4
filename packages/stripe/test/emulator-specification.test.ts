import { type DescribedOperation, readDescription, type Schema } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';
import { expandableFields } from '../src/testing/api/expandable-fields.js';
import { parseFormData } from '../src/testing/api/form-data.js';
import type { Operation } from '../src/testing/api/operation.js';
import { StripeApiError } from '../src/testing/api/stripe-api-error.js';
import { stripeOperations } from '../src/testing/operations.js';

const description = readDescription('stripe');
const expandable = (description.document['x-expand'] ?? {}) as Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>;

const anonymous = (route: string): string => route.replaceAll(/\{\w+\}/g, '{}');

function operationFor(route: string): Operation {
  const found = stripeOperations.find((operation) => anonymous(operation.route) === anonymous(route));
  if (!found) throw new Error(`The emulator has no ${route}.`);
  return found;
}

const vendorOperations = description.operations.map((operation) => ({ route: operation.route, operation }));

const removedFrom = ({ written }: DescribedOperation): readonly string[] =>
  (written['x-removed'] ?? []) as readonly string[];

function parametersOf({ query, body }: DescribedOperation): Schema {
  return {
    properties: { ...Object.fromEntries(query.map(({ name, schema }) => [name, schema])), ...body?.properties },
    required: body?.required ?? [],
  };
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** Every way to fill in a parameter: one example for each leaf, with what is required beside it. */
function examples(name: string, schema: Schema): Pairs[] {
  if (schema.anyOf) return schema.anyOf.flatMap((choice) => examples(name, choice));
  if (schema.items) return examples(`${name}[0]`, schema.items);
  if (schema.properties) {
    const { properties, required = [] } = schema;
    const needed = required.flatMap((key) => examples(`${name}[${key}]`, properties[key] ?? {})[0] ?? []);
    return Object.entries(properties).flatMap(([key, inner]) =>
      examples(`${name}[${key}]`, inner).map((pairs) => {
        const own = new Set(pairs.map(([pair]) => pair));
        return [...pairs, ...needed.filter(([pair]) => !own.has(pair) && !clashes(pair, own))];
      }),
    );
  }
  if (schema.type === 'object') return [[[`${name}[key]`, 'value']]];
  return [[[name, valueOf(name, schema)]]];
}

/** A required hash that the example fills in already. */
function clashes(name: string, own: ReadonlySet<string>): boolean {
  const parent = name.slice(0, name.lastIndexOf('['));
  return [...own].some((pair) => pair.startsWith(`${name}[`) || (parent !== '' && pair === parent));
}

function valueOf(name: string, schema: Schema): string {
  if (schema.enum) return (schema.enum as readonly string[]).find((value) => value !== '') ?? '';
  if (schema.type === 'boolean') return 'true';
  if (schema.type === 'integer' || schema.type === 'number' || schema.format === 'decimal') return '1';
  if (/currency\]?$/.test(name)) return 'usd';
  return /country/.test(name) ? 'US' : 'x';
}

function refusal(operation: Operation, pairs: Pairs): StripeApiError | undefined {
  try {
    operation.prepare(parseFormData(new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString()), {
      unsimulated: new Set(),
    });
    return undefined;
  } catch (error) {
    if (error instanceof StripeApiError) return error;
    throw error;
  }
}

describe("the Stripe emulator beside the vendor's description", () => {
  it('is compared with the description where it is at hand', (context) => {
    if (!description.isPresent) context.skip(description.absence);
    expect(vendorOperations.length).toBeGreaterThan(30);
  });

  it.each(vendorOperations)('takes every parameter of $route', ({ route, operation }) => {
    const { properties = {}, required = [] } = parametersOf(operation);
    const emulated = operationFor(route);
    const needed = required.flatMap((name) => examples(name, properties[name] ?? {})[0] ?? []);
    const refused = Object.entries(properties).flatMap(([name, schema]) =>
      examples(name, schema).flatMap((pairs) => {
        const own = new Set(pairs.map(([pair]) => pair));
        const error = refusal(emulated, [...pairs, ...needed.filter(([pair]) => !own.has(pair))]);
        return error ? [`${pairs.map((pair) => pair.join('=')).join('&')}: ${error.message}`] : [];
      }),
    );
    expect(refused).toEqual([]);
  });

  it.each(vendorOperations)(
    'refuses what $route does not know, and goes without nothing that it needs',
    ({ route, operation }) => {
      const { properties = {}, required = [] } = parametersOf(operation);
      const emulated = operationFor(route);
      expect(Object.keys(emulated.shape).filter((name) => !(name in properties))).toEqual([]);
      expect(
        Object.entries(emulated.shape)
          .flatMap(([name, parameter]) => (parameter.required ? [name] : []))
          .toSorted(),
      ).toEqual(required.toSorted());
      for (const name of ['surely_unknown', ...removedFrom(operation)]) {
        expect(refusal(emulated, [[name, '1']])?.body).toMatchObject({ code: 'parameter_unknown', param: name });
      }
    },
  );

  it.each(Object.entries(expandable))('expands what the vendor expands of a %s', (kind, tree) => {
    const fields = Object.keys(expandableFields[kind] ?? {});
    const direct = Object.entries(tree).flatMap(([field, target]) => (typeof target === 'string' ? [field] : []));
    expect(direct.filter((field) => !fields.includes(field))).toEqual([]);
    expect(fields.map((field) => field.split('.')[0] ?? '').filter((field) => !(field in tree))).toEqual([]);
  });
});

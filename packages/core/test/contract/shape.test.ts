import { type IntegrationError, isIntegrationError, parseShape, type Shape, shape } from '@breakwater/core';
import { describe, expect, expectTypeOf, it } from 'vitest';

const context = {
  path: 'createAcme(options)',
  service: 'acme',
  operation: 'createAcme',
  code: 'CONFIGURATION',
} as const;

function refusal(value: unknown, rule: Shape<unknown>): IntegrationError {
  try {
    parseShape(value, rule, context);
  } catch (error) {
    if (isIntegrationError(error)) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const options = shape.object({
  apiKey: shape.secret({ pattern: /^ak_/, expected: 'an API key that begins with ak_' }),
  retries: shape.optional(shape.number({ min: 0, max: 10, integer: true })),
  nested: shape.optional(shape.object({ mode: shape.oneOf(['fast', 'safe']) })),
});

describe('parseShape', () => {
  it('returns a copy, typed by the shape', () => {
    const given = { apiKey: 'ak_1', nested: { mode: 'fast' } };
    const parsed = parseShape(given, options, context);
    expect(parsed).toEqual(given);
    expect(parsed).not.toBe(given);
    expect(parsed.nested).not.toBe(given.nested);
    expectTypeOf(parsed.retries).toEqualTypeOf<number | undefined>();
    expectTypeOf(parsed.apiKey).toEqualTypeOf<string>();
  });

  it('lists every issue with its path, the value and what is right', () => {
    const error = refusal({ apiKey: 'ak_1', retries: 1.5, nested: { mode: 'quick' } }, options);
    expect(error.code).toBe('CONFIGURATION');
    expect(error.issues).toEqual([
      { path: 'createAcme(options).retries', expected: 'an integer from 0 to 10', received: '1.5' },
      { path: 'createAcme(options).nested.mode', expected: 'one of "fast", "safe"', received: '"quick"' },
    ]);
    expect(error.message).toContain('createAcme(options).retries must be an integer from 0 to 10; got 1.5');
  });

  it('tells only the length of a refused secret', () => {
    const error = refusal({ apiKey: 'canary-value' }, options);
    expect(error.message).toContain('a string of 12 characters');
    expect(JSON.stringify(error)).not.toContain('canary-value');
  });

  it('refuses unknown keys and names the one that was meant', () => {
    const error = refusal({ apikey: 'ak_1', apiKey: 'ak_1' }, options);
    expect(error.issues).toEqual([
      { path: 'createAcme(options).apikey', expected: '`apiKey`, or left out', received: 'an unknown key' },
    ]);
  });

  it('refuses keys of the prototype chain', () => {
    expect(refusal(JSON.parse('{"apiKey":"ak_1","__proto__":{"retries":1}}'), options).issues[0]?.path).toContain(
      '__proto__',
    );
    expect(refusal({ apiKey: 'ak_1', constructor: 1 }, options).issues[0]?.path).toContain('constructor');
  });

  it.each([null, undefined, [], 'text', 7, () => 1])('refuses %s where an object belongs', (value) => {
    expect(refusal(value, options).issues[0]?.expected).toContain('an object');
  });

  it('prints hostile values in one redacted line', () => {
    const error = refusal(`${'a'.repeat(500)}\nsk_live_canarycanary`, shape.string({ pattern: /^b/ }));
    expect(error.message.length).toBeLessThan(200);
    expect(error.message).not.toContain('canary');
  });

  it('accepts either side of a union', () => {
    const rule = shape.union(shape.number({ min: 1, integer: true }), shape.oneOf(['adaptive']));
    expect(parseShape('adaptive', rule, context)).toBe('adaptive');
    expect(parseShape(5, rule, context)).toBe(5);
    expect(refusal(-1, rule).issues[0]?.expected).toBe('an integer of at least 1, or "adaptive"');
  });

  it('prints choices that JSON has no word for, and a single one as itself', () => {
    expect(shape.oneOf([Infinity]).expected).toBe('Infinity');
    expect(shape.oneOf([Infinity, 0, true, 'auto']).expected).toBe('one of Infinity, 0, true, "auto"');
    const rule = shape.union(shape.number({ min: 1, max: 9 }), shape.oneOf([Infinity]));
    expect(refusal(0, rule).issues[0]?.expected).toBe('a number from 1 to 9, or Infinity');
  });

  it('refuses the holes of a sparse array as undefined, and tells of the first', () => {
    const rule = shape.array(shape.number());
    const received = { expected: 'a number', received: 'undefined' };
    const sparse = Object.assign(Array<number>(3), { 0: 1 });
    expect(refusal(sparse, rule).issues).toEqual([{ path: 'createAcme(options)[1]', ...received }]);
    expect(refusal(Array(4_000_000_000), rule).issues).toHaveLength(1);
    expect(refusal([undefined, 1, undefined], rule).issues).toHaveLength(2);
    expect(parseShape(sparse, shape.array(shape.optional(shape.number())), context)).toEqual([1, undefined, undefined]);
  });

  it('prints refused keys and values of any length in a few characters', () => {
    const error = refusal({ apiKey: 'ak_1', ['k'.repeat(100_000)]: 1, sk_live_canary: 1 }, options);
    expect(error.message.length).toBeLessThan(400);
    expect(error.message).not.toContain('canary');
    expect(refusal('word '.repeat(100_000), shape.string({ pattern: /^b/ })).message.length).toBeLessThan(200);
  });

  it('refuses NaN, unsafe integers and URLs with credentials', () => {
    expect(refusal(Number.NaN, shape.number()).code).toBe('CONFIGURATION');
    expect(refusal(2 ** 60, shape.number({ integer: true })).code).toBe('CONFIGURATION');
    const error = refusal('https://user:canarypass@host', shape.url());
    expect(error.message).not.toContain('canarypass');
  });
});

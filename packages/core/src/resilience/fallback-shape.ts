import type { FallbackConfig } from '../contract/fallback-config.js';
import { printValue } from '../contract/print-value.js';
import { type Shape, shape } from '../contract/shape.js';

const EXPECTED =
  "false, { type: 'value', value }, { type: 'function', handler } or { type: 'stale', maxAge, maxEntries }";

/** The shape of a {@link FallbackConfig}. What is missing, or too much, depends on its type, and is named one by one. */
export function createFallbackShape(): Shape<FallbackConfig> {
  const anything = shape.custom<unknown>(() => true, 'anything');
  const types: Readonly<Record<string, Shape<unknown>>> = {
    value: shape.object({ type: anything, value: anything }),
    function: shape.object({ type: anything, handler: shape.func() }),
    stale: shape.object({
      type: anything,
      maxAge: shape.number({ min: 0, expected: 'a number of milliseconds of at least 0' }),
      maxEntries: shape.number({ min: 1, expected: 'a number of answers of at least 1' }),
    }),
  };
  return {
    expected: EXPECTED,
    parse(value, path, issues) {
      if (value === false) return false;
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        issues.push({ path, expected: EXPECTED, received: printValue(value) });
        return false;
      }
      const { type } = value as { readonly type?: unknown };
      const rules = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
      if (rules === undefined) {
        issues.push({ path: `${path}.type`, expected: "'value', 'function' or 'stale'", received: printValue(type) });
        return false;
      }
      // A value of undefined is an answer too, but it has to be said.
      if (type === 'value' && !Object.hasOwn(value, 'value')) {
        issues.push({ path: `${path}.value`, expected: 'given', received: printValue(undefined) });
      }
      return rules.parse(withoutUndefined(value), path, issues) as FallbackConfig;
    },
  };
}

/** Without the keys that are as good as left out. A shape takes one that it does not know for a mistake. */
function withoutUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

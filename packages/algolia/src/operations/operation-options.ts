import { parseShape, type Shape, shape } from '@breakwater/core';

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const CALL = {
  signal: /* @__PURE__ */ shape.optional(
    shape.custom<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal'),
  ),
  timeout: /* @__PURE__ */ shape.optional(shape.number({ min: 1, expected: 'a positive number of milliseconds' })),
  attributes: /* @__PURE__ */ shape.optional(
    shape.record(shape.custom<string | number | boolean>(isScalar, 'a string, number or boolean')),
  ),
};

const WRITE = {
  ...CALL,
  wait: /* @__PURE__ */ shape.optional(
    shape.custom<boolean | number>(
      (value) => typeof value === 'boolean' || (typeof value === 'number' && value >= 1),
      'true, false or a positive number of milliseconds',
    ),
  ),
};

const flag = /* @__PURE__ */ shape.optional(shape.boolean());

type Kind = 'call' | 'read' | 'write' | 'partialUpdate' | 'saveAll' | 'sync' | 'replaceAll';

/** What the options of each kind of operation may hold. */
export const OPTIONS: Readonly<Record<Kind, Shape<unknown>>> = {
  call: /* @__PURE__ */ shape.object(CALL),
  read: /* @__PURE__ */ shape.object({
    ...CALL,
    fallback: shape.optional(shape.func()),
    cacheKey: shape.optional(shape.string()),
  }),
  write: /* @__PURE__ */ shape.object(WRITE),
  partialUpdate: /* @__PURE__ */ shape.object({ ...WRITE, createIfNotExists: flag }),
  saveAll: /* @__PURE__ */ shape.object({ ...WRITE, replaceExisting: flag, forwardToReplicas: flag }),
  sync: /* @__PURE__ */ shape.object({
    ...WRITE,
    dryRun: flag,
    approve: shape.optional(shape.func()),
    forwardToReplicas: flag,
  }),
  replaceAll: /* @__PURE__ */ shape.object({
    ...CALL,
    allowEmpty: flag,
    keep: shape.optional(shape.array(shape.oneOf(['settings', 'rules', 'synonyms']))),
  }),
};

/**
 * Checks the options of an operation: a name that is unknown would otherwise be passed over, and `dryrun` would be no
 * dry run.
 *
 * @throws IntegrationError `VALIDATION` that names each wrong one, and the one that was probably meant
 */
export function parseOptions<T extends object>(given: T | undefined, rule: Shape<unknown>, operation: string): T {
  // Null is no options, and not none.
  const options = given === undefined ? {} : given;
  return parseShape(options, rule, { path: 'options', service: 'algolia', operation }) as T;
}

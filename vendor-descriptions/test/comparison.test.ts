import { createComparison, type Schema } from '@breakwater/vendor-descriptions';
import { describe, expect, it } from 'vitest';

const user: Schema = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string', pattern: '^user_' },
    age: { type: 'integer', nullable: true },
    plan: { type: 'string', enum: ['free', 'pro'], nullable: true },
    friends: { type: 'array', items: { $ref: '#/components/schemas/User' } },
  },
};
const extended: Schema = {
  allOf: [
    { $ref: '#/components/schemas/User' },
    { type: 'object', properties: { email: { type: 'string' } }, required: ['email'] },
  ],
};
const document = { components: { schemas: { User: user, Extended: extended } } };
const reference = { $ref: '#/components/schemas/User' };

describe('a comparison with a description', () => {
  it('says where a value is not as described, in what refers to itself too', () => {
    const compare = createComparison(document);
    const value = { id: 'user_1', age: null, plan: null, friends: [{ id: 'x', age: 1.5, plan: 'none' }] };
    expect(compare(value, reference)).toEqual([
      '/friends/0/id must match pattern "^user_"',
      '/friends/0/age must be integer,null',
      '/friends/0/plan must be equal to one of the allowed values: ["free","pro",null]',
    ]);
    expect(compare({}, reference)).toEqual(["/ must have required property 'id'"]);
    expect(compare({ id: 'user_1', unknown: 1 }, reference)).toEqual([]);
  });

  it('refuses what is not described, if told to, and takes the parts of an allOf as one', () => {
    const compare = createComparison(document, { refuseUnknown: true });
    expect(compare({ id: 'user_1', email: 'a@b.c' }, { $ref: '#/components/schemas/Extended' })).toEqual([]);
    expect(compare({ id: 'user_1', other: 1 }, { $ref: '#/components/schemas/Extended' })).toEqual([
      "/ must have required property 'email'",
      '/ must NOT have additional properties: other',
    ]);
  });

  it('demands everything that is described, if told to', () => {
    const compare = createComparison(document, { requireAll: true });
    expect(compare({ id: 'user_1', age: 1, plan: 'pro' }, reference)).toEqual([
      "/ must have required property 'friends'",
    ]);
  });

  it('knows the formats of dates that vendors use', () => {
    const compare = createComparison({});
    expect(compare('Tue, 24 Nov 2026 16:00:00 +0000', { type: 'string', format: 'date-time-rfc-2822' })).toEqual([]);
    expect(compare('2026-11-24', { type: 'string', format: 'date-time-rfc-2822' })).toHaveLength(1);
    expect(compare('2026-11-24T16:00:00Z', { type: 'string', format: 'date-time' })).toEqual([]);
    expect(compare('yesterday', { type: 'string', format: 'date-time' })).toHaveLength(1);
  });
});

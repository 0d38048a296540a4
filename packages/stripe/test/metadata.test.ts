import { parseShape } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { metadataShape } from '../src/metadata.js';

const place = { path: 'input.metadata', service: 'stripe', operation: 'test' } as const;
const entries = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, 'value']));

describe('metadata', () => {
  it('takes 50 keys of 40 characters with values of 500', () => {
    const metadata = { ...entries(49), ['k'.repeat(40)]: 'v'.repeat(500) };
    expect(parseShape(metadata, metadataShape, place)).toEqual(metadata);
  });

  it.each([
    ['51 keys', entries(51)],
    ['a key of 41 characters', { ['k'.repeat(41)]: 'v' }],
    ['a key with brackets', { 'a[b]': 'v' }],
    ['an empty key', { '': 'v' }],
    ['a value of 501 characters', { key: 'v'.repeat(501) }],
    ['an empty value', { key: '' }],
    ['a value that is no text', { key: 1 }],
    ['a list', ['v']],
  ])('refuses %s before any I/O', (_, metadata) => {
    expect(() => parseShape(metadata, metadataShape, place)).toThrow(/input\.metadata/);
  });
});

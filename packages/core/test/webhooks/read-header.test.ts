import { describe, expect, it } from 'vitest';
import { type RawHeaders, readHeader } from '../../src/webhooks/index.js';

const reasonFor = (headers: RawHeaders): string => {
  const result = readHeader(headers, 'x-signature');
  return typeof result === 'string' ? `ok ${result}` : result.reason;
};

describe('readHeader', () => {
  it.each([
    ['a Headers object', new Headers({ 'X-Signature': 'a' })],
    ['the headers of node:http', { host: 'shop.test', 'x-signature': 'a' }],
    ['names in any case', { 'X-SIGNATURE': 'a' }],
    ['the lists of a function platform', { 'X-Signature': ['a'] }],
    ['white space around the value', { 'x-signature': ' a\t' }],
    [
      'an object without prototype',
      Object.assign(Object.create(null) as Record<string, string>, { 'x-signature': 'a' }),
    ],
  ])('reads %s', (_, headers) => {
    expect(reasonFor(headers)).toBe('ok a');
  });

  it.each([
    ['absent', {}],
    ['undefined', { 'x-signature': undefined }],
    ['empty', { 'x-signature': '' }],
    ['blank', { 'x-signature': '  ' }],
    ['an empty list', { 'x-signature': [] }],
    ['inherited', Object.create({ 'x-signature': 'a' }) as Record<string, string>],
  ])('takes %s for missing', (_, headers) => {
    expect(reasonFor(headers)).toBe('missing_header');
  });

  it.each([
    ['a list of two', { 'x-signature': ['a', 'a'] }],
    ['two spellings', { 'x-signature': 'a', 'X-Signature': 'a' }],
    ['a list of a million', { 'x-signature': Array.from({ length: 1_000_000 }, () => 'a') }],
    ['more than 8 KB', { 'x-signature': 'a'.repeat(8_193) }],
    ['a number', { 'x-signature': 7 } as unknown as RawHeaders],
    ['a list with a number', { 'x-signature': [7] } as unknown as RawHeaders],
  ])('refuses %s', (_, headers) => {
    expect(reasonFor(headers)).toBe('malformed_header');
  });

  it('is not misled by a header that is called get', () => {
    expect(reasonFor({ get: 'a', 'x-signature': 'b' })).toBe('ok b');
  });
});

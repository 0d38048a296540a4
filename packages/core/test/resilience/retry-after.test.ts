import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/resilience/retry-after.js';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 0);
const parse = (headers: Record<string, string>): number | undefined => parseRetryAfter(new Headers(headers), NOW);

describe('parseRetryAfter', () => {
  it.each([
    ['seconds', { 'retry-after': '2' }, 2_000],
    ['fractions of seconds', { 'retry-after': '0.25' }, 250],
    ['zero', { 'retry-after': '0' }, 0],
    ['an HTTP date', { 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
    ['a date that is over', { 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    ['an obsolete date of RFC 850', { 'retry-after': 'Thursday, 01-Jan-26 12:00:30 GMT' }, 30_000],
    ['an ISO date', { 'retry-after': '2026-01-01T12:00:05Z' }, 5_000],
    ['seconds since the epoch', { 'retry-after': String(NOW / 1_000 + 7) }, 7_000],
    ['milliseconds since the epoch', { 'retry-after': String(NOW + 1_500) }, 1_500],
    ['retry-after-ms', { 'retry-after-ms': '1500' }, 1_500],
    ['retry-after-ms before Retry-After', { 'retry-after-ms': '100', 'retry-after': '9' }, 100],
    ['more than a week as a week', { 'retry-after': '99999999' }, 604_800_000],
    ['more than a week of milliseconds as a week', { 'retry-after-ms': '99999999999' }, 604_800_000],
  ])('reads %s', (_kind, headers, expected) => {
    expect(parse(headers)).toBe(expected);
  });

  it.each([
    ['nothing', {}],
    ['a negative number', { 'retry-after': '-5' }],
    ['words', { 'retry-after': 'soon' }],
    ['a bare year, which Date.parse would take', { 'retry-after': 'May 5' }],
    ['an impossible date', { 'retry-after': 'Thu, 99 Foo 2026 12:00:30 GMT' }],
    ['an endless value', { 'retry-after': '1'.repeat(100) }],
    ['an empty value', { 'retry-after': '' }],
  ])('answers undefined for %s', (_kind, headers) => {
    expect(parse(headers)).toBeUndefined();
  });

  it.each([
    ['delta seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '12' }, 12_000],
    ['epoch seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 40) }, 40_000],
    ['an HTTP date', { 'ratelimit-remaining': '0', 'ratelimit-reset': 'Thu, 01 Jan 2026 12:01:00 GMT' }, 60_000],
    ['the spelling with more hyphens', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '3' }, 3_000],
    ['reset-after', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' }, 1_500],
    ['a named limit', { 'x-ratelimit-remaining-default': '0', 'x-ratelimit-reset-default': '8' }, 8_000],
    ['an unreadable reset as no wait', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'tomorrow' }, 0],
  ])('reads the reset of an exhausted limit as %s', (_kind, headers, expected) => {
    expect(parse(headers)).toBe(expected);
  });

  it('takes the longest of several exhausted limits and ignores those with something left', () => {
    const headers = {
      'x-ratelimit-remaining-second': '0',
      'x-ratelimit-reset-second': '1',
      'x-ratelimit-remaining-hour': '0',
      'x-ratelimit-reset-hour': '90',
      'x-ratelimit-remaining-day': '700',
      'x-ratelimit-reset-day': '80000',
    };
    expect(parse(headers)).toBe(90_000);
  });

  it('ignores a reset that comes with every answer', () => {
    expect(parse({ 'x-ratelimit-reset': '55' })).toBeUndefined();
    expect(parse({ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '55' })).toBeUndefined();
  });

  it('answers a bounded, non-negative number or undefined for whatever is sent', () => {
    const value = fc.string({ maxLength: 80 }).filter((text) => /^[\t\x20-\x7e]*$/.test(text));
    fc.assert(
      fc.property(value, value, value, (after, remaining, reset) => {
        const wait = parse({ 'retry-after': after, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset });
        if (wait === undefined) return;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(604_800_000);
      }),
    );
  });
});

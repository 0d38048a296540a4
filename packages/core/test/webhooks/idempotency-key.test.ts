import { describe, expect, it } from 'vitest';
import { toIdempotencyKey } from '../../src/webhooks/processing/to-idempotency-key.js';

const key = (source: string, tenant: string, id: string): string => toIdempotencyKey({ source, tenant, id });

describe('the idempotency key of a delivery', () => {
  it('is made of source, tenant and id', () => {
    expect(key('acme', '', 'evt_1')).toBe('acme:evt_1');
    expect(key('acme', 'shop', 'evt_1')).toBe('acme:shop:evt_1');
  });

  it('differs for different events, whatever their parts hold', () => {
    const keys = [
      key('acme', 'eu', 'shop:1'),
      key('acme', 'eu:shop', '1'),
      key('acme', '', 'eu:shop:1'),
      key('acme', '', 'eu%3Ashop:1'),
      key('acme:eu', 'shop', '1'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has no more than 255 characters', () => {
    const long = 'x'.repeat(255);
    expect(key(long, long, long)).toMatch(/^[\da-f]{64}$/);
    expect(key(long, long, `${long}y`)).not.toBe(key(long, long, long));
  });
});

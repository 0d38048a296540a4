import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacSha256 } from '../src/testing/hmac-sha256.js';

describe('the signature of a secured key in the emulator', () => {
  it('is HMAC-SHA256, for secrets and texts of any length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 300 }), (secret, text) => {
        expect(hmacSha256(secret, text)).toBe(createHmac('sha256', secret).update(text).digest('hex'));
      }),
    );
  });
});

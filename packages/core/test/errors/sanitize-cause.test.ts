import { createRedactor, sanitizeCause } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const redact = createRedactor();
const fail = (): never => {
  throw new Error('looked at');
};

function createRevoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const selfThrowing: object = Object.defineProperty({}, 'message', {
  get() {
    throw selfThrowing;
  },
});

describe('sanitizeCause', () => {
  it.each([
    ['a revoked proxy', createRevoked()],
    ['a message that throws itself', selfThrowing],
    ['a proxy that throws at every look', new Proxy({}, { get: fail, has: fail, ownKeys: fail })],
    ['a symbol', Symbol('canary')],
    ['a function', fail],
  ])('describes %s that was thrown', (_, thrown) => {
    expect(sanitizeCause(thrown, redact)).toBeInstanceOf(Error);
    expect(sanitizeCause(new Error('outer', { cause: thrown }), redact)).toMatchObject({
      message: 'outer',
      cause: expect.any(Error),
    });
  });

  it('keeps the fields that can be read', () => {
    const thrown = Object.defineProperty(new Error('refused'), 'code', { get: fail });
    expect(sanitizeCause(Object.defineProperty(thrown, 'stack', { get: fail }), redact)).toMatchObject({
      name: 'Error',
      message: 'refused',
      stack: 'Error: refused',
    });
  });

  it('shows nothing when the redactor itself fails', () => {
    const cause = sanitizeCause(Object.assign(new Error('canary'), { code: 'canary' }), fail);
    expect(cause?.message).toBe('[redacted]');
    expect(JSON.stringify([cause, cause?.name, cause?.stack])).not.toContain('canary');
  });
});

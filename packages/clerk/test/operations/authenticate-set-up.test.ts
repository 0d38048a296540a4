import { isIntegrationError } from '@breakwater/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerk } from '../../src/index.js';
import { createClerkBench, failureOf, secretKey } from '../clerk-bench.js';

const origin = 'https://app.example';

afterEach(() => {
  vi.restoreAllMocks();
});

const codeOf = async (call: Promise<unknown>): Promise<unknown> => {
  const error = await failureOf(call);
  return isIntegrationError(error) ? [error.code, error.outcome, error.message] : error;
};

describe('a wrong set-up signs nobody out', () => {
  it.each([
    ['a satellite without a place to sign in', { isSatellite: true }, 'signInUrl'],
    ['a satellite without a domain', { isSatellite: true, signInUrl: 'https://main.example/in' }, 'domain'],
    ['an address that is none', { isSatellite: true, signInUrl: '/in', domain: 'app.example' }, 'signInUrl'],
  ])('as %s', async (_name, options, word) => {
    const { clerk, emulator } = createClerkBench({ authorizedParties: [origin] });
    const request = new Request(origin, { headers: { accept: 'text/html', origin } });
    const result = await codeOf(clerk.authenticate(request, options));
    expect(result).toEqual(['CONFIGURATION', 'not_applied', expect.stringContaining(word)]);
    expect(emulator.book.count()).toBe(0);
  });

  it('as a publishable key that names no host', () => {
    const publishableKey = `pk_test_${btoa('localhost$')}`;
    expect(() => createClerk({ secretKey, publishableKey })).toThrow('options.publishableKey');
  });

  it('as a key of tokens that cannot be read', async () => {
    const { emulator } = createClerkBench();
    const key = await emulator.testHelpers.publicKey();
    const cut = key.replace(/\w{8}\n/, '\n');
    const other = key.replace('MIIBIjAN', 'MIICIjAN');
    for (const jwtKey of [cut, other, key.replaceAll('-----', '')])
      expect(() => createClerk({ secretKey, jwtKey })).toThrow('options.jwtKey');
  });

  it('as line breaks of a key that are written out: they are read as such', async () => {
    const { emulator, user } = createClerkBench();
    const userId = await user('ada');
    const jwtKey = (await emulator.testHelpers.publicKey()).replaceAll('\n', '\\n');
    const clerk = createClerk({ secretKey, jwtKey, authorizedParties: 'any' });
    const token = await emulator.testHelpers.createSessionToken({ userId });
    expect(await clerk.verifyToken(token)).toMatchObject({ ok: true });
  });

  it.each([[undefined], [null], ['/page'], [{ url: '/page', method: 'GET', headers: {} }]])(
    'as something that is no Request: %j',
    async (request) => {
      const { clerk } = createClerkBench({ authorizedParties: [origin] });
      const error = await failureOf(clerk.authenticate(request as never));
      expect(isIntegrationError(error) && [error.code, error.issues[0]?.path]).toEqual(['VALIDATION', 'request']);
    },
  );
});

describe('a request that the SDK trips over', () => {
  it('is signed out, and the set-up is not blamed', async () => {
    const { clerk } = createClerkBench({ authorizedParties: [origin] });
    const url = `${origin}/?__clerk_redirect_url=%20http://`;
    const found = await clerk.authenticate(new Request(url, { headers: { cookie: '__clerk_db_jwt=x' } }));
    expect(found).toMatchObject({ status: 'signed_out', reason: 'unexpected-error' });
  });
});

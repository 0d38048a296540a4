import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isIntegrationError } from '@breakwater/core';
import { toFetch } from '@breakwater/testing';
import { createClerkClient } from '@clerk/backend';
import { isClerkAPIResponseError } from '@clerk/backend/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerk } from '../src/index.js';
import { createClerkEmulator } from '../src/testing/index.js';
import { createClerkBench, failureOf, secretKey } from './clerk-bench.js';

// This file has imported the SDK before the adapter loads it, as frameworks do.

const folders: string[] = [];

/** A package that stands in for the SDK: a file in it finds itself under the name. */
function writePackage(exports: object, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'clerk-sdk-'));
  folders.push(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@clerk/backend', type: 'commonjs', exports }));
  writeFileSync(join(folder, 'index.js'), source);
  return join(folder, 'index.js');
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

describe.each(['test', 'production'])('the fetch inside the SDK, with NODE_ENV %s', (environment) => {
  it('is ours, though the application has imported the SDK before', async () => {
    vi.stubEnv('NODE_ENV', environment);
    const { clerk, emulator } = createClerkBench();
    expect(await (await clerk.client()).users.getCount()).toBe(0);
    expect(emulator.book.count()).toBe(1);
  });

  it('is ours alone: the global one and the application’s own client stay as they are', async () => {
    vi.stubEnv('NODE_ENV', environment);
    const before = globalThis.fetch;
    const { clerk, emulator } = createClerkBench();
    await Promise.all([clerk.client(), clerk.client(), (await clerk.client()).users.getCount()]);
    expect(globalThis.fetch).toBe(before);
    const theirs = createClerkClient({ secretKey, apiUrl: 'unreachable://nowhere', telemetry: { disabled: true } });
    const error = await clerk.run('theirs', async () => await failureOf(theirs.users.getCount()));
    // The ordinary fetch refuses the scheme; ours would have asked the emulator.
    expect(isClerkAPIResponseError(error)).toBe(true);
    expect(emulator.book.count()).toBe(1);
  });
});

describe('the copy of the SDK', () => {
  it('is one for each integration, also when they load at once', async () => {
    const [one, two] = [createClerkBench(), createClerkBench()];
    const clients = await Promise.all([one.clerk.client(), two.clerk.client(), one.clerk.client()]);
    expect(clients[0]).toBe(clients[2]);
    expect(clients[0]).not.toBe(clients[1]);
    await Promise.all([clients[0].users.getCount(), clients[1].users.getCount(), clients[1].users.getCount()]);
    expect([one.emulator.book.count(), two.emulator.book.count()]).toEqual([1, 2]);
  });

  it('throws errors that the application’s own copy recognises', async () => {
    const { clerk } = createClerkBench();
    const error = await failureOf((await clerk.client()).users.getUser('user_9'));
    if (!isClerkAPIResponseError(error)) throw new Error('It was not recognised.');
    expect([error.status, error.errors[0]?.code]).toEqual([404, 'resource_not_found']);
  });

  it('also sends what the SDK asks for by a client of its own', async () => {
    const { clerk, emulator, user } = createClerkBench({ authorizedParties: 'any' });
    const token = await emulator.testHelpers.createSessionToken({ userId: await user('ada') });
    const request = new Request('https://app.example/', { headers: { authorization: `Bearer ${token}` } });
    const found = await clerk.authenticate(request);
    if (found.status !== 'signed_in') throw new Error(found.reason);
    expect(await found.auth.getToken({ expiresInSeconds: 60 })).toMatch(/^ey/);
    expect(emulator.book.count('POST /v1/sessions/{session}/tokens')).toBe(1);
  });

  it('says what to do when the package is not to be found', async () => {
    const error = await failureOf(
      createClerk({ secretKey, sdkFrom: writePackage({ './other': './index.js' }, '') }).client(),
    );
    expect(isIntegrationError(error) && [error.code, error.message]).toEqual([
      'CONFIGURATION',
      expect.stringContaining('install it beside @breakwater/clerk'),
    ]);
  });

  it('says so on a runtime that cannot load one', async () => {
    const { clerk, clock } = createClerkBench();
    vi.stubGlobal('process', { ...process, getBuiltinModule: undefined });
    const error = await clock.settle(failureOf(clerk.client()));
    vi.unstubAllGlobals();
    expect(isIntegrationError(error) && error.code).toBe('CONFIGURATION');
    // A failed load is not remembered.
    expect(await (await clerk.client()).users.getCount()).toBe(0);
  });

  it('refuses a package that does not take our fetch, without a request', async () => {
    // An SDK that asks somebody else than `fetch`, as a later version might.
    const deaf = `
      exports.verifyToken = async () => ({});
      exports.createClerkClient = () => ({ jwks: { getJwks: async () => ({ keys: [] }) } });
    `;
    const sdkFrom = writePackage({ '.': './index.js' }, deaf);
    const emulator = createClerkEmulator({ secretKey });
    const error = await failureOf(createClerk({ secretKey, sdkFrom, fetch: toFetch(emulator) }).client());
    expect(isIntegrationError(error) && error.message).toContain('has no place for our fetch');
    expect(emulator.book.count()).toBe(0);
  });

  it('follows the files of a package that is split into several', async () => {
    const sdkFrom = writePackage({ '.': './index.js' }, `module.exports = require('./part.js');`);
    const part = `
      exports.verifyToken = async () => ({});
      exports.createClerkClient = ({ apiUrl }) => ({
        jwks: {
          request: () => fetch(apiUrl + '/v1/users/count'),
          getJwks() {
            return this.request({});
          },
        },
      });
    `;
    writeFileSync(join(sdkFrom, '..', 'part.js'), part);
    const emulator = createClerkEmulator({ secretKey });
    const clerk = createClerk({ secretKey, sdkFrom, baseUrl: 'https://clerk.test', fetch: toFetch(emulator) });
    await failureOf((await clerk.client()).jwks.getJwks());
    expect(emulator.book.count('GET /v1/users/count')).toBe(1);
  });

  it('refuses a package that is another one', async () => {
    const sdkFrom = writePackage({ '.': './index.js' }, 'exports.version = 1;');
    const error = await failureOf(createClerk({ secretKey, sdkFrom }).client());
    expect(isIntegrationError(error) && error.message).toContain('exports no `createClerkClient`');
  });
});

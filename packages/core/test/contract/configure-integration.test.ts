import {
  type AdapterOptions,
  adapterOptionFields,
  configureIntegration,
  defineIntegration,
  type Issue,
  isIntegrationError,
  shape,
} from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const acme = defineIntegration({
  name: 'acme',
  version: '2026-01',
  baseUrl: 'https://api.acme.example',
  authentication: { type: 'bearer_token' },
  rateLimiting: { requestsPerSecond: 100 },
  errorHandling: { deadline: 60_000, retryPolicy: { maxRetries: 5 } },
});

/** What an error names, in its order. */
function issuesOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (!isIntegrationError(error)) throw error;
    expect(error).toMatchObject({ code: 'CONFIGURATION', service: 'acme', operation: 'createAcme' });
    return error.issues.map(({ path, expected }) => `${path} must be ${expected}`);
  }
  return [];
}

describe('the definition of one integration', () => {
  it("is the adapter's own where the options say nothing", () => {
    const undefinedOptions: AdapterOptions = { baseUrl: undefined, rateLimiting: { burst: undefined } };
    expect(configureIntegration(acme, undefinedOptions, [], 'createAcme')).toEqual(acme);
  });

  it('takes from the options what they say, and leaves what is beside that', () => {
    const { errorHandling, rateLimiting, baseUrl } = configureIntegration(
      acme,
      {
        baseUrl: 'http://127.0.0.1:1',
        errorHandling: { retryPolicy: { maxRetries: 1 } },
        rateLimiting: { requestsPerSecond: 7, concurrency: 3 },
      },
      [],
      'createAcme',
    );
    expect(baseUrl).toBe('http://127.0.0.1:1');
    expect(errorHandling).toMatchObject({ deadline: 60_000, retryPolicy: { maxRetries: 1 } });
    // The queue follows from the kind of concurrency.
    expect(rateLimiting).toMatchObject({ requestsPerSecond: 7, concurrency: 3, queue: 100 });
  });

  it('keeps a burst that the adapter has chosen', () => {
    const bursty = defineIntegration({ ...acme, rateLimiting: { requestsPerSecond: 2, burst: 120 } });
    const { rateLimiting } = configureIntegration(bursty, { rateLimiting: { requestsPerSecond: 1 } }, [], 'createAcme');
    expect(rateLimiting).toMatchObject({ requestsPerSecond: 1, burst: 120 });
  });

  it('takes what the adapter found out, unless the options say otherwise', () => {
    const facts = { version: '2027-01', baseUrl: 'https://eu.acme.example', requestsPerSecond: 25 };
    expect(configureIntegration(acme, {}, [], 'createAcme', facts)).toMatchObject({
      version: '2027-01',
      baseUrl: 'https://eu.acme.example',
      rateLimiting: { requestsPerSecond: 25 },
    });
    const options = { baseUrl: 'http://127.0.0.1:1', rateLimiting: { requestsPerSecond: 9 } };
    expect(configureIntegration(acme, options, [], 'createAcme', facts)).toMatchObject({
      baseUrl: 'http://127.0.0.1:1',
      rateLimiting: { requestsPerSecond: 9 },
    });
  });

  it('is refused with everything that is wrong, in the words of the options, each named once', () => {
    const found: Issue[] = [{ path: 'options.baseUrl', expected: 'an origin', received: '"x"' }];
    const options = { baseUrl: 'x', errorHandling: { deadline: -1 }, rateLimiting: { concurency: 1 } };
    const facts = { version: '', names: { version: 'apiVersion' } };
    expect(issuesOf(() => configureIntegration(acme, options as AdapterOptions, found, 'createAcme', facts))).toEqual([
      'options.baseUrl must be an origin',
      'options.apiVersion must be a non-empty string',
      expect.stringMatching(/^options\.errorHandling\.deadline must be /),
      'options.rateLimiting.concurency must be `concurrency`, or left out',
    ]);
  });

  it('is refused for what was found before alone', () => {
    const found: Issue[] = [{ path: 'options.apiKey', expected: 'a key', received: 'undefined' }];
    expect(issuesOf(() => configureIntegration(acme, {}, found, 'createAcme'))).toEqual([
      'options.apiKey must be a key',
    ]);
  });
});

describe('the options that all adapters share', () => {
  const options = shape.object({ ...adapterOptionFields });
  const refused = (given: unknown): readonly string[] => {
    const issues: Issue[] = [];
    options.parse(given, 'options', issues);
    return issues.map(({ path }) => path);
  };

  it('may all be left out', () => expect(refused({})).toEqual([]));

  it.each([
    'ftp://x.example',
    'https://x.example/path',
    'https://a:b@x.example',
    'https://x.example/?a=1',
    'https://x.example/#a',
    'x.example',
    5,
  ])('refuse %s as the place of a vendor, since SDKs compose the path themselves', (baseUrl) =>
    expect(refused({ baseUrl })).toEqual(['options.baseUrl']),
  );

  it('are checked for their kind', () => {
    const wrong = {
      fetch: 1,
      telemetry: 1,
      clock: 1,
      random: 1,
      errorHandling: [],
      rateLimiting: null,
      monitoring: 'x',
    };
    expect(refused(wrong)).toEqual(Object.keys(wrong).map((name) => `options.${name}`));
  });
});

import { defineIntegration, type IntegrationDefinition } from '@breakwater/core';
import { describe, expect, expectTypeOf, it } from 'vitest';

const acme = {
  name: 'acme',
  version: '1',
  baseUrl: 'https://acme.test',
  authentication: { type: 'bearer_token' },
} as const satisfies IntegrationDefinition<'acme'>;

describe('defineIntegration', () => {
  it('fills in the defaults of the policy and keeps the literal name', () => {
    const definition = defineIntegration(acme);
    expectTypeOf(definition.name).toEqualTypeOf<'acme'>();
    expect(definition.errorHandling).toMatchObject({
      deadline: 30_000,
      fallback: false,
      retryPolicy: { maxRetries: 2 },
    });
    expect(definition.rateLimiting).toMatchObject({ concurrency: 'adaptive' });
    expect(definition.monitoring).toEqual({ enabled: true, slowCallThreshold: 5_000 });
  });

  it('freezes everything, and shares nothing with what it was given', () => {
    const scopes = ['read'];
    const definition = defineIntegration({ ...acme, authentication: { type: 'oauth2', clientId: 'c', scopes } });
    expect(Object.isFrozen(definition.errorHandling.retryPolicy)).toBe(true);
    expect(Object.isFrozen(definition.authentication)).toBe(true);
    expect(Object.isFrozen(scopes)).toBe(false);
  });

  it('leaves the value of a fallback to the application', () => {
    const value = { services: [] };
    const { errorHandling } = defineIntegration({ ...acme, errorHandling: { fallback: { type: 'value', value } } });
    expect(Object.isFrozen(value)).toBe(false);
    expect(errorHandling.fallback).toMatchObject({ value });
  });

  it.each([
    { type: 'api_key', header: 'x-key' },
    { type: 'basic' },
    { type: 'webhook_signature', header: 'x-signature' },
    { type: 'oauth2', clientId: 'c', scopes: [] },
  ] as const)('accepts authentication by $type', (authentication) => {
    expect(defineIntegration({ ...acme, authentication }).authentication).toEqual(authentication);
  });

  it.each([
    [{ name: 'Acme Inc' }, 'definition.name'],
    [{ version: '' }, 'definition.version'],
    [{ baseUrl: 'acme.test' }, 'definition.baseUrl'],
    [{ baseUrl: 'ftp://acme.test' }, 'definition.baseUrl'],
    [{ authentication: { type: 'magic' } }, 'definition.authentication'],
    [{ authentication: { type: 'api_key' } }, 'definition.authentication'],
    [{ authentication: null }, 'definition.authentication'],
    [{ errorHandling: { retryPolicy: { maxRetries: -1 } } }, 'definition.errorHandling.retryPolicy.maxRetries'],
    [{ errorHandling: { retries: 3 } }, 'definition.errorHandling.retries'],
    [{ errorHandling: { rateLimiting: {} } }, 'definition.errorHandling.rateLimiting'],
    [{ monitoring: { enabled: 1 } }, 'definition.monitoring.enabled'],
    [{ rateLimiting: { concurrency: 0 } }, 'definition.rateLimiting.concurrency'],
    [{ rateLimiting: 5 }, 'definition.rateLimiting'],
    [{ retries: 3 }, 'definition.retries'],
  ])('refuses %j and names the place', (part, path) => {
    const wrong = { ...acme, ...part } as unknown as IntegrationDefinition<'acme'>;
    expect(() => defineIntegration(wrong)).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION', issues: [expect.objectContaining({ path })] }),
    );
  });

  it('names in one error what is wrong in every part, and each thing once', () => {
    const wrong = {
      ...acme,
      version: '',
      errorHandling: { deadline: 0, monitoring: { enabled: 1 }, rateLimiting: {} },
      rateLimiting: { concurrency: 0 },
      monitoring: { slowCallThreshold: -1 },
    } as unknown as IntegrationDefinition<'acme'>;
    expect(() => defineIntegration(wrong)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION',
        issues: [
          'definition.version',
          'definition.errorHandling.rateLimiting',
          'definition.errorHandling.monitoring.enabled',
          'definition.errorHandling.deadline',
          'definition.rateLimiting.concurrency',
          'definition.monitoring.slowCallThreshold',
        ].map((path): unknown => expect.objectContaining({ path })),
      }),
    );
  });

  it('lets the monitoring of the definition win over that of its error handling', () => {
    const { monitoring, errorHandling } = defineIntegration({
      ...acme,
      errorHandling: { monitoring: { enabled: false, slowCallThreshold: 1 } },
      monitoring: { slowCallThreshold: 2 },
    });
    expect(monitoring).toEqual({ enabled: false, slowCallThreshold: 2 });
    expect(errorHandling.monitoring).toEqual(monitoring);
  });

  it.each([undefined, null, 'acme'])('refuses %s', (wrong) => {
    expect(() => defineIntegration(wrong as unknown as IntegrationDefinition<'acme'>)).toThrow(
      /definition must be an object/,
    );
  });
});

import { type Issue, isIntegrationError } from '../errors/integration-error.js';
import type { PolicyConfig } from '../resilience/policy.js';
import { type ResolvedPolicyConfig, resolvePolicyConfig } from '../resilience/resolve-policy-config.js';
import type { AuthenticationMethod } from './authentication-method.js';
import type { ErrorHandlingOverrides } from './error-handling-config.js';
import type { ExternalServiceIntegration } from './external-service-integration.js';
import type { MonitoringConfig } from './monitoring-config.js';
import { createInputError } from './parse-shape.js';
import type { RateLimitConfig } from './rate-limit-config.js';
import { shape } from './shape.js';

/** What {@link defineIntegration} is told; what is left out gets the defaults of the policy. */
export interface IntegrationDefinition<Name extends string> {
  readonly name: Name;
  readonly version: string;
  readonly baseUrl: string;
  readonly authentication: AuthenticationMethod;
  readonly rateLimiting?: Partial<RateLimitConfig> | undefined;
  readonly errorHandling?: ErrorHandlingOverrides | undefined;
  readonly monitoring?: Partial<MonitoringConfig> | undefined;
}

const DEFINITION = /* @__PURE__ */ shape.object({
  name: shape.string({ pattern: /^[a-z][a-z0-9-]{0,63}$/, expected: 'a lower-case name such as `stripe`' }),
  version: shape.string(),
  baseUrl: shape.url(),
  authentication: shape.custom<AuthenticationMethod>(
    isAuthenticationMethod,
    'an authentication method such as { type: "bearer_token" }',
  ),
  rateLimiting: shape.optional(shape.custom<Partial<RateLimitConfig>>(isObject, 'an object')),
  errorHandling: shape.optional(shape.custom<ErrorHandlingOverrides>(isObject, 'an object')),
  monitoring: shape.optional(shape.custom<Partial<MonitoringConfig>>(isObject, 'an object')),
});

/**
 * Completes, validates and freezes the facts of an integration. Pure: mark a call at module level `@__PURE__`, so that a
 * bundle that does not use it drops it.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong field
 * @example
 * ```ts
 * import { defineIntegration } from '@breakwater/core';
 *
 * export const acme = defineIntegration({
 *   name: 'acme', version: '2026-01', baseUrl: 'https://api.acme.example',
 *   authentication: { type: 'api_key', header: 'x-api-key' },
 *   rateLimiting: { requestsPerSecond: 20 },
 * });
 * ```
 */
export function defineIntegration<const Name extends string>(
  definition: IntegrationDefinition<Name>,
): ExternalServiceIntegration<Name> {
  const context = { service: String(definition?.name), operation: 'defineIntegration', code: 'CONFIGURATION' } as const;
  const issues: Issue[] = [];
  const parsed = DEFINITION.parse(definition, 'definition', issues);
  if (!isObject(parsed)) throw createInputError(issues, context);

  // Each step adds what it finds, so that a definition is mended in one go. What is no object has been refused above.
  const resolve = (config: PolicyConfig | undefined, path: string): ResolvedPolicyConfig => {
    try {
      return resolvePolicyConfig(config, { path, ...context });
    } catch (error) {
      if (!isIntegrationError(error)) throw error;
      issues.push(...error.issues);
      return resolvePolicyConfig(undefined, { path, ...context });
    }
  };
  const [rateLimits, monitored] = [orNothing(parsed.rateLimiting), orNothing(parsed.monitoring)];
  const handling = resolve(takeErrorHandling(parsed.errorHandling, issues), 'definition.errorHandling');
  const { rateLimiting } = resolve({ rateLimiting: rateLimits }, 'definition');
  resolve({ monitoring: monitored }, 'definition');
  if (issues.length > 0) throw createInputError(issues, context);

  // Both parts are right, so nothing can be wrong with what they make together.
  const { monitoring } = resolve({ monitoring: { ...parsed.errorHandling?.monitoring, ...monitored } }, 'definition');
  const { rateLimiting: _, ...errorHandling } = handling;
  return freeze({
    name: definition.name,
    version: parsed.version,
    baseUrl: parsed.baseUrl,
    authentication: structuredClone(parsed.authentication),
    rateLimiting,
    errorHandling: { ...errorHandling, monitoring },
    monitoring,
  });
}

/** The rate limit belongs to the definition itself, though the policy would take it from here too. */
function takeErrorHandling(
  given: ErrorHandlingOverrides | undefined,
  issues: Issue[],
): ErrorHandlingOverrides | undefined {
  const { rateLimiting, ...errorHandling }: PolicyConfig = orNothing(given) ?? {};
  if (rateLimiting === undefined) return errorHandling;
  const expected = 'left out: `definition.rateLimiting` is the place for it';
  issues.push({ path: 'definition.errorHandling.rateLimiting', expected, received: 'an unknown key' });
  return errorHandling;
}

function orNothing<T>(value: T | undefined): T | undefined {
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAuthenticationMethod(value: unknown): boolean {
  if (!isObject(value)) return false;
  const method = value as Record<string, unknown>;
  if (method['type'] === 'bearer_token' || method['type'] === 'basic') return true;
  if (method['type'] === 'api_key' || method['type'] === 'webhook_signature')
    return typeof method['header'] === 'string';
  return method['type'] === 'oauth2' && typeof method['clientId'] === 'string' && Array.isArray(method['scopes']);
}

/** Freezes what is ours, all the way down. What a fallback answers with is the application's, and stays as it is. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const [key, item] of Object.entries(value)) if (key !== 'value') freeze(item);
  }
  return value;
}

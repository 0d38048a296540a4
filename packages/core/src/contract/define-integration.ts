import { resolvePolicyConfig } from '../resilience/resolve-policy-config.js';
import type { AuthenticationMethod } from './authentication-method.js';
import type { ErrorHandlingOverrides } from './error-handling-config.js';
import type { ExternalServiceIntegration } from './external-service-integration.js';
import type { MonitoringConfig } from './monitoring-config.js';
import { parseShape } from './parse-shape.js';
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
  const parsed = parseShape(definition, DEFINITION, { path: 'definition', ...context });
  const monitoring = { ...parsed.errorHandling?.monitoring, ...parsed.monitoring };
  const resolved = resolvePolicyConfig(
    { ...parsed.errorHandling, rateLimiting: parsed.rateLimiting, monitoring },
    { path: 'definition', ...context },
  );
  const { rateLimiting, ...errorHandling } = resolved;
  return deepFreeze({
    name: definition.name,
    version: parsed.version,
    baseUrl: parsed.baseUrl,
    authentication: { ...parsed.authentication },
    rateLimiting,
    errorHandling,
    monitoring: resolved.monitoring,
  });
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

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}

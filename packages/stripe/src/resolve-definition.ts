import { defineIntegration, type ExternalServiceIntegration, type Issue, isIntegrationError } from '@breakwater/core';
import { stripeDefinition } from './definition.js';
import type { ResolvedStripeOptions } from './options.js';
import { isLiveKey } from './secret-key.js';
import { withoutUndefined } from './without-undefined.js';

/** Requests per second that Stripe allows a test key. Source: https://docs.stripe.com/rate-limits */
const TEST_MODE_LIMIT = 25;

/**
 * The definition of one integration: the adapter's defaults under what the options say. Adds an issue for each option that
 * it refuses, and then gives none.
 */
export function resolveDefinition(
  options: ResolvedStripeOptions,
  issues: Issue[],
): ExternalServiceIntegration<'stripe'> | undefined {
  const { errorHandling: base, rateLimiting } = stripeDefinition;
  const given = options.errorHandling ?? {};
  const limit = isLiveKey(options.secretKey) ? rateLimiting.requestsPerSecond : TEST_MODE_LIMIT;
  try {
    return defineIntegration({
      ...stripeDefinition,
      ...withoutUndefined({ version: options.apiVersion, baseUrl: options.baseUrl }),
      errorHandling: {
        ...overlay(base, given),
        retryPolicy: overlay(base.retryPolicy, given.retryPolicy),
        circuitBreaker: overlay(base.circuitBreaker, given.circuitBreaker),
        monitoring: overlay(base.monitoring, given.monitoring),
      },
      rateLimiting: overlay(
        { ...rateLimiting, requestsPerSecond: limit, burst: undefined, queue: undefined },
        options.rateLimiting,
      ),
      // What the options say of monitoring themselves wins over what they say of it under `errorHandling`.
      monitoring: overlay({}, options.monitoring),
    });
  } catch (error) {
    if (!isIntegrationError(error)) throw error;
    issues.push(...error.issues.map((issue) => toOptionIssue(issue)));
    return undefined;
  }
}

/** `base` under `given`, in which undefined means: as before. What is no object is handed on, to be refused. */
function overlay<T extends object>(base: Partial<T>, given: Partial<T> | undefined): Partial<T> {
  if (given === undefined) return base;
  return typeof given === 'object' && given !== null ? { ...base, ...withoutUndefined(given) } : given;
}

/** The user wrote options, not a definition: errors speak of what they wrote. */
function toOptionIssue({ path, expected, received }: Issue): Issue {
  const option = path.replace(/^definition\.version$/, 'options.apiVersion').replace(/^definition\./, 'options.');
  return { path: option, expected: expected.replaceAll('`definition.', '`options.'), received };
}

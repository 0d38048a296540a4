import { defineIntegration, type ExternalServiceIntegration, type Issue, isIntegrationError } from '@breakwater/core';
import { twilioDefinition } from './definition.js';
import type { ResolvedTwilioOptions } from './options.js';
import { withoutUndefined } from './without-undefined.js';

/**
 * The definition of one integration: the adapter's defaults under what the options say. Adds an issue for each option that
 * is refused, and then gives none.
 */
export function resolveDefinition(
  options: ResolvedTwilioOptions,
  issues: Issue[],
): ExternalServiceIntegration<'twilio'> | undefined {
  const { errorHandling: base, rateLimiting } = twilioDefinition;
  const given = options.errorHandling ?? {};
  try {
    return defineIntegration({
      ...twilioDefinition,
      baseUrl: options.baseUrl ?? twilioDefinition.baseUrl,
      errorHandling: {
        ...overlay(base, given),
        retryPolicy: overlay(base.retryPolicy, given.retryPolicy),
        circuitBreaker: overlay(base.circuitBreaker, given.circuitBreaker),
        monitoring: overlay(base.monitoring, given.monitoring),
      },
      // The queue follows from the kind of concurrency, so that its default must not be handed on as if it were chosen.
      rateLimiting: overlay({ ...rateLimiting, queue: undefined }, options.rateLimiting),
      monitoring: overlay({}, options.monitoring),
    });
  } catch (error) {
    if (!isIntegrationError(error)) throw error;
    const found = error.issues.map(({ path, ...rest }) => ({
      path: path.replace(/^definition\./, 'options.'),
      ...rest,
    }));
    // Both look at `baseUrl`: what was said of it first is closer to what the user wrote.
    issues.push(...found.filter(({ path }) => !issues.some((issue) => issue.path === path)));
    return undefined;
  }
}

/** `base` under `given`, in which undefined means: as before. What is no object is handed on, to be refused. */
function overlay<T extends object>(base: Partial<T>, given: Partial<T> | undefined): Partial<T> {
  if (given === undefined) return base;
  return typeof given === 'object' && given !== null ? { ...base, ...withoutUndefined(given) } : given;
}

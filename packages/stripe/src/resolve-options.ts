import { configureIntegration, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { stripeDefinition } from './definition.js';
import { parseStripeOptions, type ResolvedStripeOptions, type StripeOptions } from './options.js';
import { isLiveKey } from './secret-key.js';

/** Requests per second that Stripe allows a test key. Source: https://docs.stripe.com/rate-limits */
const TEST_MODE_LIMIT = 25;

/** The options of an integration, and the definition that they make. */
export interface StripeConfiguration {
  readonly options: ResolvedStripeOptions;
  readonly definition: ExternalServiceIntegration<'stripe'>;
}

/** Checks the options to the end. @throws IntegrationError `CONFIGURATION` that names each wrong option */
export function resolveOptions(given: StripeOptions): StripeConfiguration {
  const issues: Issue[] = [];
  const options = parseStripeOptions(given, issues);
  const definition = configureIntegration(stripeDefinition, options, issues, 'createStripe', {
    version: options.apiVersion,
    requestsPerSecond: isLiveKey(options.secretKey) ? undefined : TEST_MODE_LIMIT,
    names: { version: 'apiVersion' },
  });
  return { options, definition };
}

import { createInputError, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { parseStripeOptions, type ResolvedStripeOptions, type StripeOptions } from './options.js';
import { resolveDefinition } from './resolve-definition.js';

/** The options of an integration, and the definition that they make. */
export interface StripeConfiguration {
  readonly options: ResolvedStripeOptions;
  readonly definition: ExternalServiceIntegration<'stripe'>;
}

/**
 * Checks the options to the end: whoever mends what an error names does not meet the next one.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function resolveOptions(given: StripeOptions): StripeConfiguration {
  const issues: Issue[] = [];
  const options = parseStripeOptions(given, issues);
  const found: Issue[] = [];
  const definition = resolveDefinition(options, found);
  // Both look at some options, such as `baseUrl`: what the first one said of them is closer to what the user wrote.
  issues.push(...found.filter(({ path }) => !issues.some((issue) => issue.path === path)));
  if (definition !== undefined && issues.length === 0) return { options, definition };
  throw createInputError(issues, { service: 'stripe', operation: 'createStripe', code: 'CONFIGURATION' });
}

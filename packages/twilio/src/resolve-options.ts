import { createInputError, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { parseTwilioOptions, type ResolvedTwilioOptions } from './options.js';
import { resolveDefinition } from './resolve-definition.js';

/** The options of an integration, and the definition that they make. */
export interface TwilioConfiguration {
  readonly options: ResolvedTwilioOptions;
  readonly definition: ExternalServiceIntegration<'twilio'>;
}

/**
 * Checks the options to the end: whoever mends what an error names does not meet the next one.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function resolveOptions(given: unknown): TwilioConfiguration {
  const issues: Issue[] = [];
  const options = parseTwilioOptions(given, issues);
  const definition = resolveDefinition(options, issues);
  if (definition !== undefined && issues.length === 0) return { options, definition };
  throw createInputError(issues, { service: 'twilio', operation: 'createTwilio', code: 'CONFIGURATION' });
}

import { configureIntegration, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { twilioDefinition } from './definition.js';
import { parseTwilioOptions, type ResolvedTwilioOptions } from './options.js';

/** The options of an integration, and the definition that they make. */
export interface TwilioConfiguration {
  readonly options: ResolvedTwilioOptions;
  readonly definition: ExternalServiceIntegration<'twilio'>;
}

/** Checks the options to the end. @throws IntegrationError `CONFIGURATION` that names each wrong option */
export function resolveOptions(given: unknown): TwilioConfiguration {
  const issues: Issue[] = [];
  const options = parseTwilioOptions(given, issues);
  return { options, definition: configureIntegration(twilioDefinition, options, issues, 'createTwilio') };
}

import { createInputError, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { parseSendGridOptions, type ResolvedSendGridOptions, type SendGridOptions } from './options.js';
import { resolveDefinition } from './resolve-definition.js';

/** The options of an integration, and the definition that they make. */
export interface SendGridConfiguration {
  readonly options: ResolvedSendGridOptions;
  readonly definition: ExternalServiceIntegration<'sendgrid'>;
}

/**
 * Checks the options to the end: whoever mends what an error names does not meet the next one.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function resolveOptions(given: SendGridOptions): SendGridConfiguration {
  const issues: Issue[] = [];
  const options = parseSendGridOptions(given, issues);
  const definition = resolveDefinition(options, issues);
  if (definition !== undefined && issues.length === 0) return { options, definition };
  throw createInputError(issues, { service: 'sendgrid', operation: 'createSendGrid', code: 'CONFIGURATION' });
}

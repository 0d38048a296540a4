import { configureIntegration, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { sendGridDefinition } from './definition.js';
import { parseSendGridOptions, type ResolvedSendGridOptions, type SendGridOptions } from './options.js';

/** The address of each region. Read in classes/client.js of @sendgrid/client@8.1.6. */
const BY_REGION = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' } as const;

/** The options of an integration, and the definition that they make. */
export interface SendGridConfiguration {
  readonly options: ResolvedSendGridOptions;
  readonly definition: ExternalServiceIntegration<'sendgrid'>;
}

/** Checks the options to the end. @throws IntegrationError `CONFIGURATION` that names each wrong option */
export function resolveOptions(given: SendGridOptions): SendGridConfiguration {
  const issues: Issue[] = [];
  const options = parseSendGridOptions(given, issues);
  const facts = { baseUrl: BY_REGION[options.region === 'eu' ? 'eu' : 'global'] };
  return { options, definition: configureIntegration(sendGridDefinition, options, issues, 'createSendGrid', facts) };
}

import { configureIntegration, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { clerkDefinition } from './definition.js';
import { type ClerkOptions, parseClerkOptions, type ResolvedClerkOptions } from './options.js';
import { isDevelopmentKey } from './secret-key.js';

/** Requests per second of a development instance. Source: https://clerk.com/docs/guides/how-clerk-works/system-limits */
const DEVELOPMENT_LIMIT = 10;

/** The options of an integration, and the definition that they make. */
export interface ClerkConfiguration {
  readonly options: ResolvedClerkOptions;
  readonly definition: ExternalServiceIntegration<'clerk'>;
}

/** Checks the options to the end. @throws IntegrationError `CONFIGURATION` that names each wrong option */
export function resolveOptions(given: ClerkOptions): ClerkConfiguration {
  const issues: Issue[] = [];
  const options = parseClerkOptions(given, issues);
  const requestsPerSecond = isDevelopmentKey(options.secretKey) ? DEVELOPMENT_LIMIT : undefined;
  const facts = { requestsPerSecond };
  return { options, definition: configureIntegration(clerkDefinition, options, issues, 'createClerk', facts) };
}

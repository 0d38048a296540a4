import {
  createInputError,
  defineIntegration,
  type ExternalServiceIntegration,
  type Issue,
  isIntegrationError,
} from '@breakwater/core';
import { clerkDefinition } from './definition.js';
import { type ClerkOptions, parseClerkOptions, type ResolvedClerkOptions } from './options.js';
import { isDevelopmentKey } from './secret-key.js';
import { withoutUndefined } from './without-undefined.js';

/** Requests per second of a development instance. Source: https://clerk.com/docs/guides/how-clerk-works/system-limits */
const DEVELOPMENT_LIMIT = 10;

/** The options of an integration, and the definition that they make. */
export interface ClerkConfiguration {
  readonly options: ResolvedClerkOptions;
  readonly definition: ExternalServiceIntegration<'clerk'>;
}

/**
 * Checks the options to the end: whoever mends what an error names does not meet the next one.
 *
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function resolveOptions(given: ClerkOptions): ClerkConfiguration {
  const issues: Issue[] = [];
  const options = parseClerkOptions(given, issues);
  const found: Issue[] = [];
  const definition = resolveDefinition(options, found);
  // Both look at some options, such as `baseUrl`: what the first one said of them is closer to what the user wrote.
  issues.push(...found.filter(({ path }) => !issues.some((issue) => issue.path === path)));
  if (definition !== undefined && issues.length === 0) return { options, definition };
  throw createInputError(issues, { service: 'clerk', operation: 'createClerk', code: 'CONFIGURATION' });
}

function resolveDefinition(
  options: ResolvedClerkOptions,
  issues: Issue[],
): ExternalServiceIntegration<'clerk'> | undefined {
  const { errorHandling: base, rateLimiting } = clerkDefinition;
  const given = options.errorHandling ?? {};
  const limit = isDevelopmentKey(options.secretKey) ? DEVELOPMENT_LIMIT : rateLimiting.requestsPerSecond;
  try {
    return defineIntegration({
      ...clerkDefinition,
      ...withoutUndefined({ baseUrl: options.baseUrl }),
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
    const toOption = (text: string): string => text.replaceAll('definition.', 'options.');
    issues.push(
      ...error.issues.map(({ path, expected, received }) => {
        return { path: toOption(path), expected: toOption(expected), received };
      }),
    );
    return undefined;
  }
}

/** `base` under `given`, in which undefined means: as before. What is no object is handed on, to be refused. */
function overlay<T extends object>(base: Partial<T>, given: Partial<T> | undefined): Partial<T> {
  if (given === undefined) return base;
  return typeof given === 'object' && given !== null ? { ...base, ...withoutUndefined(given) } : given;
}

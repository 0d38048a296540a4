import { type Issue, isIntegrationError } from '../errors/integration-error.js';
import type { AdapterOptions } from './adapter-options.js';
import { defineIntegration } from './define-integration.js';
import type { ExternalServiceIntegration } from './external-service-integration.js';
import { createInputError } from './parse-shape.js';
import { withoutUndefined } from './without-undefined.js';

/** What an adapter finds out from its own options, for {@link configureIntegration}. */
export interface AdapterFacts {
  /** The version of the vendor's API, where an option chooses it. @default that of the adapter's definition */
  readonly version?: string | undefined;
  /** Where the vendor answers, where that follows from other options than `baseUrl`. @default that of the definition */
  readonly baseUrl?: string | undefined;
  /** What the account is allowed, where that follows from its key. @default that of the adapter's definition */
  readonly requestsPerSecond?: number | undefined;
  /** The option that the user wrote, by the field of a definition that it stands for, such as `{ version: 'apiVersion' }`. */
  readonly names?: Readonly<Record<string, string>> | undefined;
}

/**
 * The definition of one integration: an adapter's own under what the options say. Issues that were found before are told
 * together with those that are found here, so that whoever mends what an error names does not meet the next one.
 *
 * @param adapter the definition of the adapter, with its defaults
 * @param options the options that all adapters share
 * @param found what the adapter has found wrong with its options, at paths such as `options.apiKey`
 * @param operation the name of the adapter's function, such as `createAcme`
 * @param facts what follows from the adapter's own options
 * @throws IntegrationError `CONFIGURATION` that names each wrong option
 */
export function configureIntegration<Name extends string>(
  adapter: ExternalServiceIntegration<Name>,
  options: AdapterOptions,
  found: readonly Issue[],
  operation: string,
  facts: AdapterFacts = {},
): ExternalServiceIntegration<Name> {
  const issues = [...found];
  try {
    const definition = defineIntegration(layOver(adapter, options, facts));
    if (issues.length === 0) return definition;
  } catch (error) {
    if (!isIntegrationError(error)) throw error;
    const told = error.issues.map((issue) => toOptionIssue(issue, facts.names ?? {}));
    // Both look at some options, such as `baseUrl`: what was said of them first is closer to what the user wrote.
    issues.push(...told.filter(({ path }) => !found.some((issue) => issue.path === path)));
  }
  throw createInputError(issues, { service: adapter.name, operation, code: 'CONFIGURATION' });
}

function layOver<Name extends string>(
  adapter: ExternalServiceIntegration<Name>,
  options: AdapterOptions,
  { version, baseUrl, requestsPerSecond }: AdapterFacts,
): Parameters<typeof defineIntegration<Name>>[0] {
  const { errorHandling: base, rateLimiting } = adapter;
  const given = options.errorHandling ?? {};
  // The queue follows from the kind of concurrency: its default must not be handed on as if it were chosen.
  const limits = { ...rateLimiting, ...withoutUndefined({ requestsPerSecond }), queue: undefined };
  return {
    ...adapter,
    ...withoutUndefined({ version, baseUrl: options.baseUrl ?? baseUrl }),
    errorHandling: {
      ...overlay(base, given),
      retryPolicy: overlay(base.retryPolicy, given.retryPolicy),
      circuitBreaker: overlay(base.circuitBreaker, given.circuitBreaker),
      monitoring: overlay(base.monitoring, given.monitoring),
    },
    rateLimiting: overlay(limits, options.rateLimiting),
    // What the options say of monitoring themselves wins over what they say of it under `errorHandling`.
    monitoring: overlay({}, options.monitoring),
  };
}

/** `base` under `given`, in which undefined means: as before. What is no object is handed on, to be refused. */
function overlay<T extends object>(base: Partial<T>, given: Partial<T> | undefined): Partial<T> {
  if (given === undefined) return base;
  return typeof given === 'object' && given !== null ? { ...base, ...withoutUndefined(given) } : given;
}

/** The user wrote options, not a definition: errors speak of what they wrote. */
function toOptionIssue({ path, expected, received }: Issue, names: Readonly<Record<string, string>>): Issue {
  const [, field = '', rest = ''] = /^definition\.(\w+)(.*)$/.exec(path) ?? [];
  const option = field === '' ? path : `options.${names[field] ?? field}${rest}`;
  return { path: option, expected: expected.replaceAll('`definition.', '`options.'), received };
}

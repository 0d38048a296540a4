import {
  type CallContext,
  type CallOptions,
  createInputError,
  type Issue,
  parseShape,
  type Shape,
} from '@breakwater/core';
import { assertFeature, type SendGridFeature } from '../features.js';
import type { SendGridClient } from '../sendgrid-client.js';
import type { OperationHost } from './operation-host.js';

/**
 * A curated operation: checks its input before any I/O, and throws `IntegrationError` when the call fails. A fallback may
 * answer with something else than the operation does.
 */
export type Operation<Input, Result> = <Other = never>(
  input: Input,
  options?: CallOptions<Result | Other>,
) => Promise<Result | Other>;

/** An operation as data: what it is called, what it takes, and the calls that it makes. */
export interface OperationDefinition<Input, Parsed, Result> {
  /** `group.method`, as it is called on the integration. */
  readonly name: string;
  readonly feature: SendGridFeature;
  readonly input: Shape<Parsed>;
  /** What can only be checked with the host. */
  readonly check?: (input: Parsed, host: OperationHost, issues: Issue[]) => void;
  readonly call: (client: SendGridClient, input: Parsed, host: OperationHost, context: CallContext) => Promise<Result>;
  /** There is no such property: it tells the type of what callers give. */
  readonly '~given'?: (input: Input) => void;
}

/** Turns the definition of an operation into the function that an integration offers. */
export function bindOperation<Input, Parsed, Result>(
  definition: OperationDefinition<Input, Parsed, Result>,
  host: OperationHost,
): Operation<Input, Result> {
  const { name, feature, input: rule, check, call } = definition;
  return async <Other = never>(given: Input, options?: CallOptions<Result | Other>): Promise<Result | Other> => {
    assertFeature(host.features, feature, name);
    const input = parseShape(given, rule, { path: 'input', service: 'sendgrid', operation: name });
    const issues: Issue[] = [];
    check?.(input, host, issues);
    if (issues.length > 0) throw createInputError(issues, { service: 'sendgrid', operation: name });
    return await host.run<Result | Other>(name, (client, context) => call(client, input, host, context), options);
  };
}

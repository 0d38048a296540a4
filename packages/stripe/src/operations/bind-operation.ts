import {
  type CallContext,
  type CallOptions,
  createInputError,
  type Integration,
  IntegrationError,
  type Issue,
  parseShape,
  type Shape,
} from '@breakwater/core';
import type Stripe from 'stripe';
import { findCardNumbers } from '../card-guard.js';
import type { StripeFeature, StripeFeatures } from '../features.js';

/**
 * A curated operation: checks its input before any I/O, and throws `IntegrationError` when the call fails. A fallback may
 * answer with something else than the operation does.
 */
export type Operation<Input, Result> = <Other = never>(
  input: Input,
  options?: CallOptions<Result | Other>,
) => Promise<Result | Other>;

/** What an operation may use beside the client. */
export interface OperationContext extends CallContext {
  /** The time, in milliseconds since the epoch. */
  now(): number;
}

/** An operation as data: what it is called, what it takes, and the calls that it makes. */
export interface OperationDefinition<Input, Result> {
  /** `group.method`, as it is called on the integration. */
  readonly name: string;
  /** Features without which the operation is refused. */
  readonly features?: readonly StripeFeature[];
  /** Further features that an input asks for. */
  readonly featuresOf?: (input: Input) => readonly StripeFeature[];
  readonly input: Shape<Input>;
  readonly call: (client: Stripe, input: Input, context: OperationContext) => Promise<Result>;
}

/** What an operation is bound to. */
export interface OperationHost {
  readonly run: Integration<Stripe, 'stripe'>['run'];
  readonly features: StripeFeatures;
  readonly refusesCardNumbers: boolean;
  readonly now: () => number;
}

/** Checks what an operation is given, before any I/O. Throws what the operation throws. */
export type CheckInput = <Input>(
  definition: Pick<OperationDefinition<Input, unknown>, 'name' | 'features' | 'input'>,
  given: Input,
) => Input;

/** The {@link CheckInput} of an integration, for what makes several calls of its own. */
export function createInputCheck(host: OperationHost): CheckInput {
  return (definition, given) => {
    const { name } = definition;
    assertFeatures(definition.features ?? [], name, host);
    const input = parseShape(given, definition.input, { path: 'input', service: 'stripe', operation: name });
    if (host.refusesCardNumbers) assertNoCardNumbers(input, undefined, name);
    return input;
  };
}

/** Turns the definition of an operation into the function that an integration offers. */
export function bindOperation<Input, Result>(
  definition: OperationDefinition<Input, Result>,
  host: OperationHost,
): Operation<Input, Result> {
  const { name } = definition;
  return async <Other = never>(given: Input, options?: CallOptions<Result | Other>): Promise<Result | Other> => {
    assertFeatures(definition.features ?? [], name, host);
    const input = parseShape(given, definition.input, { path: 'input', service: 'stripe', operation: name });
    assertFeatures(definition.featuresOf?.(input) ?? [], name, host);
    if (host.refusesCardNumbers) assertNoCardNumbers(input, options, name);
    const call = (client: Stripe, context: CallContext): Promise<Result | Other> =>
      definition.call(client, input, { ...context, now: host.now });
    return await host.run<Result | Other>(name, call, options);
  };
}

function assertFeatures(features: readonly StripeFeature[], operation: string, host: OperationHost): void {
  const off = features.find((feature) => !host.features[feature]);
  if (off === undefined) return;
  throw new IntegrationError({
    code: 'FEATURE_DISABLED',
    service: 'stripe',
    operation,
    message: `stripe ${operation}: the feature \`${off}\` is switched off in createStripe({ features })`,
  });
}

/** The key and the attributes of a call go out as well: the one to Stripe, the others to telemetry. */
function assertNoCardNumbers<Result>(
  input: unknown,
  options: CallOptions<Result> | undefined,
  operation: string,
): void {
  const issues: Issue[] = [];
  findCardNumbers(input, 'input', issues);
  findCardNumbers(options?.idempotencyKey, 'options.idempotencyKey', issues);
  findCardNumbers(options?.attributes, 'options.attributes', issues);
  if (issues.length > 0) throw createInputError(issues, { service: 'stripe', operation });
}

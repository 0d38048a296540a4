import {
  type CallContext,
  type CallOptions,
  createInputError,
  type Integration,
  type Issue,
  parseShape,
  type Shape,
} from '@breakwater/core';
import type { Twilio } from 'twilio';
import { assertFeature, type TwilioFeature, type TwilioFeatures } from '../features.js';
import type { TextFacts } from '../messages/describe-text.js';
import { findWrongNumbers } from '../messages/phone-number.js';
import type { TextTemplates } from '../messages/text-template.js';

/**
 * A curated operation: checks its input before any I/O, and throws `IntegrationError` when the call fails. A fallback may
 * answer with something else than the operation does.
 */
export type Operation<Input, Result> = <Other = never>(
  input: Input,
  options?: CallOptions<Result | Other>,
) => Promise<Result | Other>;

/** What an operation is bound to. */
export interface OperationHost {
  readonly run: Integration<Twilio, 'twilio'>['run'];
  readonly features: TwilioFeatures;
  readonly templates: TextTemplates;
  /** Describes a text, and tells the application of what is probably not meant in it. */
  readonly describe: (text: string, template?: string) => TextFacts;
  readonly defaults: {
    readonly fromPhoneNumber: string | undefined;
    readonly messagingServiceSid: string | undefined;
    readonly whatsappFrom: string | undefined;
    readonly verifyServiceSid: string | undefined;
    readonly statusCallback: string | undefined;
  };
  /** The time, in milliseconds since the epoch. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What an operation may use beside its input. */
export interface OperationContext extends CallContext {
  readonly host: OperationHost;
}

/** An operation as data: what it is called, what it takes, and the calls that it makes. */
export interface OperationDefinition<Input, Parsed, Prepared, Result> {
  /** `group.method`, as it is called on the integration. */
  readonly name: string;
  readonly feature?: TwilioFeature;
  readonly input: Shape<Parsed>;
  /** Numbers of other people in the input, by their names: they are looked up in the numbering plan. */
  readonly numbers?: (input: Parsed) => Readonly<Record<string, string | undefined>>;
  /** Completes the input, and adds an issue for what is wrong with it as a whole. */
  readonly prepare: (input: Parsed, host: OperationHost, issues: Issue[]) => Prepared;
  readonly call: (client: Twilio, prepared: Prepared, context: OperationContext) => Promise<Result>;
  /** The call as a whole is harmless to repeat, although one of its requests alone is not. @default false */
  readonly isIdempotent?: boolean;
  /** Looks for what a call of unknown outcome has done. Undefined when the input does not allow it. */
  readonly toLookUp?: (prepared: Prepared) => LookUp<Prepared, Result> | undefined;
  /** There is no such property: it tells the type of what callers give. */
  readonly '~given'?: (input: Input) => void;
}

/** Finds what a call has done; rejects when that cannot be told, so that nothing is repeated. */
export type LookUp<Prepared, Result> = (
  client: Twilio,
  prepared: Prepared,
  facts: { readonly startedAt: number; readonly host: OperationHost; readonly signal: AbortSignal },
) => Promise<Result>;

/** Turns the definition of an operation into the function that an integration offers. */
export function bindOperation<Input, Parsed, Prepared, Result>(
  definition: OperationDefinition<Input, Parsed, Prepared, Result>,
  host: OperationHost,
): Operation<Input, Result> {
  const { name, feature, input: rule, numbers, prepare, call, toLookUp } = definition;
  return async <Other = never>(given: Input, options: CallOptions<Result | Other> = {}): Promise<Result | Other> => {
    assertFeature(host.features, feature, name);
    const input = parseShape(given, rule, { path: 'input', service: 'twilio', operation: name });
    const issues: Issue[] = [];
    const prepared = prepare(input, host, issues);
    issues.push(...prefix(await findWrongNumbers(numbers?.(input) ?? {})));
    if (issues.length > 0) throw createInputError(issues, { service: 'twilio', operation: name });

    const startedAt = host.now();
    const lookUp = toLookUp?.(prepared);
    let client: Twilio | undefined;
    const reconcile =
      lookUp === undefined || options.reconcile !== undefined
        ? options.reconcile
        : async ({ signal }: CallContext): Promise<Result | undefined> =>
            client && (await lookUp(client, prepared, { startedAt, host, signal }));
    return await host.run<Result | Other>(
      name,
      async (loaded, context) => {
        client = loaded;
        return await call(loaded, prepared, { ...context, host });
      },
      {
        ...options,
        ...(reconcile !== undefined && { reconcile }),
        ...(definition.isIdempotent === true && options.idempotent === undefined && { idempotent: true }),
      },
    );
  };
}

const prefix = (issues: readonly Issue[]): readonly Issue[] =>
  issues.map((issue) => ({ ...issue, path: `input.${issue.path}` }));

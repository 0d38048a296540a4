import {
  type CallContext,
  type CallOptions,
  createInputError,
  type Integration,
  IntegrationError,
  type Issue,
  type Redact,
  type Shape,
  sanitizeCause,
} from '@breakwater/core';
import type { Twilio } from 'twilio';
import { assertFeature, type TwilioFeature, type TwilioFeatures } from '../features.js';
import type { TextFacts } from '../messages/describe-text.js';
import { findWrongNumbers } from '../messages/phone-number.js';
import type { TextTemplates } from '../messages/text-template.js';
import { isUndescribed } from './described-answer.js';
import type { RecentIds } from './recent-ids.js';

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
  readonly redact: Redact;
  /** What the operations of this integration have sent, or found. */
  readonly recentIds: RecentIds;
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
  /** Looks for what a call of unknown outcome has done. Undefined when the caller has not asked for it. */
  readonly toLookUp?: (prepared: Prepared) => LookUp<Prepared, Result> | undefined;
  /** There is no such property: it tells the type of what callers give. */
  readonly '~given'?: (input: Input) => void;
}

/** What a look-up goes by beside the input. */
export interface LookUpFacts {
  /** When the first attempt could begin, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly host: OperationHost;
  readonly signal: AbortSignal;
}

/** Finds what a call has done; rejects when that cannot be told, so that nothing is repeated. */
export type LookUp<Prepared, Result> = (client: Twilio, prepared: Prepared, facts: LookUpFacts) => Promise<Result>;

/** Turns the definition of an operation into the function that an integration offers. */
export function bindOperation<Input, Parsed, Prepared, Result>(
  definition: OperationDefinition<Input, Parsed, Prepared, Result>,
  host: OperationHost,
): Operation<Input, Result> {
  const { name, feature, input: rule, numbers, prepare, call, toLookUp } = definition;
  return async <Other = never>(given: Input, options: CallOptions<Result | Other> = {}): Promise<Result | Other> => {
    assertFeature(host.features, feature, name);
    const issues: Issue[] = [];
    const input = rule.parse(given, 'input', issues);
    refuse(issues, name, host);
    const prepared = prepare(input, host, issues);
    issues.push(...prefix(await findWrongNumbers(numbers?.(input) ?? {})));
    refuse(issues, name, host);

    const lookUp = toLookUp?.(prepared);
    let client: Twilio | undefined;
    let startedAt = host.now();
    const reconcile =
      lookUp === undefined || options.reconcile !== undefined
        ? options.reconcile
        : async ({ signal }: CallContext): Promise<Result | undefined> =>
            client && (await lookUp(client, prepared, { startedAt, host, signal }));
    return await host.run<Result | Other>(
      name,
      async (loaded, context) => {
        client = loaded;
        startedAt = host.now();
        try {
          return await call(loaded, prepared, { ...context, host });
        } catch (error) {
          if (!isUndescribed(error)) throw error;
          // The transport has taken it for a success, and has looked for nothing.
          const found = await Promise.resolve()
            .then(() => reconcile?.(context))
            .catch(() => undefined);
          if (found !== undefined) return found;
          throw toAnswerError(error, name, host, startedAt);
        }
      },
      {
        ...options,
        ...(reconcile !== undefined && { reconcile }),
        ...(definition.isIdempotent === true && options.idempotent === undefined && { idempotent: true }),
      },
    );
  };
}

/** Throws the issues there are. Names of keys and of templates are the application's, and may be those of a person. */
function refuse(issues: readonly Issue[], operation: string, { redact }: OperationHost): void {
  if (issues.length === 0) return;
  const shown = issues.map(({ path, expected, received }) => ({
    path: redact(path),
    expected,
    received: redact(received),
  }));
  throw createInputError(shown, { service: 'twilio', operation });
}

/** `run` makes its outcome unknown when something was written. */
function toAnswerError(error: Error, operation: string, { redact, now }: OperationHost, startedAt: number): Error {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'twilio',
    operation,
    message: `twilio ${operation}: answered with success, and not as Twilio describes it (${redact(error.message)})`,
    attempts: 1,
    elapsedMs: Math.max(0, now() - startedAt),
    cause: sanitizeCause(error, redact),
  });
}

const prefix = (issues: readonly Issue[]): readonly Issue[] =>
  issues.map((issue) => ({ ...issue, path: `input.${issue.path}` }));

import { createRedactor } from '../../errors/redact.js';
import { isTelemetryOption, type Telemetry, type TelemetryOption, toTelemetry } from '../../monitoring/telemetry.js';
import { type Clock, systemClock } from '../../runtime/clock.js';
import { checkOptions, type OptionRule } from '../check-options.js';
import type { DeliveryKey } from '../inbox/inbox.js';
import type { DeliveryOrigin } from '../processing/recheck-delivery.js';
import type { InboxRecords, WebhookProcessor } from '../processing/webhook-processor.js';

/** Dead letters of the handlers of this application: stores, secrets, telemetry and workers are theirs. */
export interface DeadLettersOfHandlers {
  /** As `createWebhookHandler` made them. */
  readonly handlers: readonly { readonly processor: WebhookProcessor }[];
  readonly inbox?: undefined;
  readonly sources?: undefined;
}

/** Dead letters of a store, for a tool that knows nothing of the handlers. */
export interface DeadLettersOfInbox {
  readonly inbox: InboxRecords;
  /** With the secrets to check signatures with. What is of no source here is replayed with `verify: false` only. */
  readonly sources?: readonly DeliveryOrigin[] | undefined;
  readonly handlers?: undefined;
}

/** Options of `createDeadLetters`. */
export type DeadLettersOptions = (DeadLettersOfHandlers | DeadLettersOfInbox) & {
  /** Told of every replay, as `webhook.replayed`. @default the telemetry of the handlers */
  readonly telemetry?: TelemetryOption | undefined;
  readonly clock?: Clock | undefined;
};

/** The store of a source, and what else is known of it. */
export interface LetterStore {
  readonly inbox: InboxRecords;
  readonly origin: DeliveryOrigin | undefined;
  readonly telemetry: Telemetry | undefined;
  readonly clock: Clock;
  redact(text: string): string;
  /** Tells workers of this process that something is due. */
  wake(): void;
}

/** All stores of an operator. */
export interface LetterStores {
  /** Each store once, in the order in which they were given. */
  readonly inboxes: readonly InboxRecords[];
  /** Where a delivery is kept; undefined when nobody here knows its source. */
  find(key: Pick<DeliveryKey, 'source' | 'tenant'>): LetterStore | undefined;
}

const METHODS = ['find', 'list', 'replay', 'replays', 'purge'] as const;

const hasMethods = (value: unknown, methods: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  methods.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function');

const isHandler = (value: unknown): value is { readonly processor: WebhookProcessor } =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  'processor' in value &&
  hasMethods(value.processor, ['tellDue']);

/** A key names a source and not a store. */
const shareStores = (handlers: readonly { readonly processor: WebhookProcessor }[]): boolean =>
  handlers.every(({ processor: { source, inbox } }) =>
    handlers.every(({ processor }) => processor.source !== source || processor.inbox === inbox),
  );

const listOf = (isRight: (value: unknown) => boolean): ((value: unknown) => boolean) => {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(isRight);
};

const common: Readonly<Record<string, OptionRule>> = {
  telemetry: [isTelemetryOption, '{ emit(event) } or an array of them'],
  clock: 'object',
};
const handlerRules: Readonly<Record<string, OptionRule>> = /* @__PURE__ */ (() => ({
  'handlers!': [
    (handlers) => listOf(isHandler)(handlers) && shareStores(handlers as DeadLettersOfHandlers['handlers']),
    'an array of webhook handlers, those of one source with one inbox',
  ],
  ...common,
}))();
const inboxRules: Readonly<Record<string, OptionRule>> = /* @__PURE__ */ (() => ({
  'inbox!': [(inbox) => hasMethods(inbox, METHODS), 'an inbox (or left out, with `handlers` instead)'],
  sources: [
    (sources) => Array.isArray(sources) && sources.every((one) => hasMethods(one, ['verify', 'split', 'redact'])),
    'an array of webhook sources',
  ],
  ...common,
}))();

/**
 * Finds out whose dead letters they are.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 */
export function resolveLetterStores(options: DeadLettersOptions): LetterStores {
  checkOptions('webhooks', 'options', options, options.handlers === undefined ? inboxRules : handlerRules);
  const told = toTelemetry(options.telemetry);
  const redactUnknown = createRedactor();
  if (options.handlers === undefined) {
    const { inbox, sources = [], clock = systemClock } = options;
    return {
      inboxes: [inbox],
      find({ source }) {
        const origin = sources.find(({ name }) => name === source);
        const redact = (text: string): string => (origin ? origin.redact(text) : redactUnknown(text));
        return { inbox, origin, telemetry: told, clock, redact, wake: () => {} };
      },
    };
  }
  const processors = options.handlers.map(({ processor }) => processor);
  return {
    inboxes: [...new Set(processors.map(({ inbox }) => inbox))],
    find({ source, tenant }) {
      const ofSource = processors.filter((one) => one.source === source);
      const processor = ofSource.find((one) => one.tenant === tenant) ?? ofSource[0];
      if (!processor) return undefined;
      const { inbox, origin } = processor;
      return {
        inbox,
        origin,
        telemetry: told ?? processor.telemetry,
        clock: options.clock ?? processor.clock,
        redact: (text) => origin.redact(text),
        wake: () => processor.tellDue(0),
      };
    },
  };
}

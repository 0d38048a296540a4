import type {
  CallOptions,
  Clock,
  ErrorHandlingOverrides,
  Integration,
  RateLimitConfig,
  Telemetry,
} from '@breakwater/core';
import type { WebhookSource } from '@breakwater/core/webhooks';
import type { Emulator } from '../emulator.js';
import type { RequestMatch } from '../request-match.js';

/** What the suite sets when it creates an integration; hand all of it to the factory. */
export interface ContractOverrides {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly telemetry: Telemetry;
  readonly errorHandling: ErrorHandlingOverrides;
  readonly rateLimiting: Partial<RateLimitConfig>;
}

/** One call of the adapter, and the request that it makes. */
export interface ContractCall<Subject> {
  /** Written with `run`, and handing `options` on. It makes exactly one request. */
  readonly call: (integration: Subject, options: CallOptions<unknown>) => Promise<unknown>;
  /** That request, for example `POST /v1/payment_intents`. */
  readonly request: RequestMatch;
}

/** How the adapter's webhooks are made and checked. */
export interface WebhookContract {
  readonly source: (options: { readonly secrets: readonly string[] }) => Omit<WebhookSource, '~events'>;
  readonly secret: string;
  /** The body of a valid delivery. */
  readonly body: string;
  /** The headers of a delivery signed at `at`, in milliseconds since the epoch. */
  readonly sign: (
    body: string,
    options: { readonly secret: string; readonly at: number },
  ) => Promise<Readonly<Record<string, string>>>;
  /** Whether the scheme signs a timestamp. @default true */
  readonly signsTimestamp?: boolean;
}

/** Describes an adapter to {@link integrationContract}. Everything is a factory: each case starts afresh. */
export interface IntegrationContract<Subject extends Integration<unknown>> {
  readonly name: string;
  readonly create: (overrides: ContractOverrides) => Subject;
  readonly emulator: (options: { readonly clock: Clock }) => Emulator;
  readonly read: ContractCall<Subject>;
  readonly write: ContractCall<Subject> & {
    /** The vendor applies a key once, so that a write may be repeated under it. */
    readonly keyed: boolean;
  };
  /** A call on the bare client, without `run`. */
  readonly bare: { readonly call: (integration: Subject) => Promise<unknown>; readonly request: RequestMatch };
  /** Every credential that `create` sets: searched for in all that leaves. */
  readonly secrets: readonly string[];
  /** Left out by an adapter whose vendor sends no signed webhooks. */
  readonly webhook?: WebhookContract;
}

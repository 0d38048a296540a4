import type { IntegrationParts } from '../contract/create-integration.js';
import type { CallOptions, Integration } from '../contract/integration.js';
import { parseShape } from '../contract/parse-shape.js';
import { shape } from '../contract/shape.js';
import { IntegrationError } from '../errors/integration-error.js';
import { toTelemetry } from '../monitoring/telemetry.js';
import { createFallback } from '../resilience/fallback.js';
import type { Clock } from '../runtime/clock.js';
import type { CallContext, TransportContext } from './call-context.js';
import { withDeadline } from './call-deadline.js';
import { assertIdempotencyKey } from './idempotency.js';
import { toRunError } from './to-run-error.js';

interface RunParts<Client, Name extends string> extends IntegrationParts<Client, Name> {
  readonly clock: Clock;
  readonly client: () => Promise<Client>;
}

const CALL_OPTIONS = /* @__PURE__ */ shape.object({
  signal: shape.optional(shape.custom<AbortSignal>((value) => value instanceof AbortSignal, 'an AbortSignal')),
  timeout: shape.optional(shape.number({ min: 1, expected: 'a positive number of milliseconds' })),
  idempotencyKey: shape.optional(shape.custom<string>(() => true, 'a string')),
  idempotent: shape.optional(shape.boolean()),
  fallback: shape.optional(shape.func()),
  reconcile: shape.optional(shape.func()),
  cacheKey: shape.optional(shape.string()),
  attributes: shape.optional(
    shape.record(
      shape.custom((value) => ['string', 'number', 'boolean'].includes(typeof value), 'a string, number or boolean'),
    ),
  ),
});

/** Makes the `run` of an integration: see {@link Integration.run}. */
export function createRun<Client, Name extends string>(
  parts: RunParts<Client, Name>,
): Integration<Client, Name>['run'] {
  const { definition, clock, context: store } = parts;
  const service = definition.name;
  const createKey = parts.createKey ?? ((): string => globalThis.crypto.randomUUID());
  const telemetry = definition.monitoring.enabled ? toTelemetry(parts.telemetry) : undefined;

  const fallback = createFallback(definition.errorHandling.fallback, { service, clock, telemetry });

  return async <T>(
    operation: string,
    call: (client: Client, context: CallContext) => Promise<T>,
    options: CallOptions<T> = {},
  ): Promise<T> => {
    parseShape(options, CALL_OPTIONS, { path: 'options', service, operation });
    if (options.idempotencyKey !== undefined) assertIdempotencyKey(options.idempotencyKey, service, operation);
    options.signal?.throwIfAborted();

    const startedAt = clock.now();
    const timeout = options.timeout ?? definition.errorHandling.deadline;
    const key = options.idempotencyKey ?? createKey();
    const abort = new AbortController();
    const context: TransportContext = {
      operation,
      signal: abort.signal,
      callerSignal: options.signal,
      idempotencyKey: key,
      deadline: startedAt + timeout,
      deriveKey: (name) => `${key}:${name}`,
      idempotent: options.idempotent,
      attributes: options.attributes,
      reconcile: undefined,
      reconciled: undefined,
      writes: 0,
      attempts: 0,
      lastFailure: undefined,
    };
    const { reconcile } = options;
    const open: TransportContext =
      reconcile === undefined
        ? context
        : Object.assign(context, {
            reconcile: () => store.run({ ...context, reconcile: undefined }, () => reconcile(context)),
          });

    const elapsed = (): number => Math.max(0, clock.now() - startedAt);
    const toDeadlineError = (): IntegrationError => createDeadlineError(open, service, timeout);
    try {
      const work = async (): Promise<T> => {
        const client = await parts.client();
        return await store.run(open, () => call(client, open));
      };
      const result = await withDeadline(work, { clock, timeout, signal: options.signal, abort, toDeadlineError });
      if (options.cacheKey !== undefined) fallback.remember(operation, options.cacheKey, result);
      return result;
    } catch (error) {
      if (open.reconciled !== undefined) return open.reconciled.value as T;
      if (options.signal?.aborted) throw options.signal.reason;
      const { redact, classifyError } = parts;
      const failure = toRunError(error, { context: open, service, elapsedMs: elapsed(), redact, classifyError });
      return await fallback.recover<T>(failure, { operation, handler: options.fallback, cacheKey: options.cacheKey });
    }
  };
}

function createDeadlineError(context: TransportContext, service: string, timeout: number): IntegrationError {
  const sent = context.attempts > 0;
  return new IntegrationError({
    code: 'DEADLINE_EXCEEDED',
    service,
    operation: context.operation,
    message: `${service} ${context.operation}: not done within ${timeout} ms${sent ? '; it may have been applied' : ''}`,
    outcome: sent ? 'unknown' : 'not_applied',
    retryable: true,
    idempotencyKey: context.writes > 0 ? context.idempotencyKey : undefined,
    attempts: context.attempts,
    elapsedMs: timeout,
  });
}

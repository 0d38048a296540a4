import type { IntegrationParts } from '../contract/create-integration.js';
import type { CallOptions, Integration } from '../contract/integration.js';
import { parseShape } from '../contract/parse-shape.js';
import { shape } from '../contract/shape.js';
import type { IntegrationError } from '../errors/integration-error.js';
import { toTelemetry } from '../monitoring/telemetry.js';
import { createFallback } from '../resilience/fallback.js';
import type { Clock } from '../runtime/clock.js';
import type { CallContext, TransportContext } from './call-context.js';
import { withDeadline } from './call-deadline.js';
import { CallProgress } from './call-progress.js';
import { assertIdempotencyKey } from './idempotency.js';
import { joinSignals } from './join-signals.js';
import { createDeadlineError, type RunErrorParts, toRunError } from './to-run-error.js';

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
  const { definition, clock, context: store, redact, classifyError } = parts;
  const service = definition.name;
  const telemetry = definition.monitoring.enabled ? toTelemetry(parts.telemetry) : undefined;
  const fallback = createFallback(definition.errorHandling.fallback, { service, clock, telemetry });

  return async <T>(
    operation: string,
    call: (client: Client, context: CallContext) => Promise<T>,
    given: CallOptions<T> = {},
  ): Promise<T> => {
    // The copy: what the caller does to its options afterwards changes nothing.
    const options = parseShape(given, CALL_OPTIONS, { path: 'options', service, operation }) as CallOptions<T>;
    if (options.idempotencyKey !== undefined) assertIdempotencyKey(options.idempotencyKey, service, operation);
    const outer = store.getStore();
    const parent = outer?.finished === true ? undefined : outer;
    const signal = joinSignals(options.signal, parent?.signal);
    signal?.throwIfAborted();

    const startedAt = clock.now();
    const asked = options.timeout ?? definition.errorHandling.deadline;
    const timeout = parent === undefined ? asked : Math.max(0, Math.min(asked, parent.deadline - startedAt));
    const abort = new AbortController();
    const context = createContext({
      operation,
      options,
      parent,
      createKey: parts.createKey,
      deadline: startedAt + timeout,
      signal: abort.signal,
    });
    const { reconcile } = options;
    if (reconcile !== undefined) {
      const asking = { ...context, reconcile: undefined };
      Object.assign(context, { reconcile: () => store.run(asking, () => reconcile(asking)) });
    }
    const toErrorParts = (): RunErrorParts => {
      return { context, service, elapsedMs: Math.max(0, clock.now() - startedAt), redact, classifyError };
    };
    try {
      const work = async (): Promise<T> => {
        const client = await parts.client();
        return await store.run(context, () => call(client, context));
      };
      const toDeadlineError = (): IntegrationError => createDeadlineError(timeout, toErrorParts());
      const result = await withDeadline(work, { clock, timeout, signal, abort, toDeadlineError });
      if (options.cacheKey !== undefined) fallback.remember(operation, options.cacheKey, result);
      return result;
    } catch (error) {
      if (context.reconciled !== undefined) return context.reconciled.value as T;
      if (signal?.aborted === true) throw signal.reason;
      const failure = toRunError(error, toErrorParts());
      return await fallback.recover<T>(failure, { operation, handler: options.fallback, cacheKey: options.cacheKey });
    } finally {
      context.finished = true;
    }
  };
}

interface ContextParts {
  readonly operation: string;
  readonly options: Pick<CallOptions<unknown>, 'idempotencyKey' | 'idempotent' | 'attributes'>;
  /** The call of the same integration that this one is made in. */
  readonly parent: TransportContext | undefined;
  readonly createKey: (() => string) | undefined;
  readonly deadline: number;
  readonly signal: AbortSignal;
}

/**
 * A call inside a call takes its key from the outer one, so that a repeat of the outer call repeats it under the same
 * key, and its writes count for the outer call as well.
 */
function createContext({ operation, options, parent, createKey, deadline, signal }: ContextParts): TransportContext {
  const key =
    options.idempotencyKey ??
    parent?.deriveKey(`run-${parent.progress.nextCall()}`) ??
    createKey?.() ??
    globalThis.crypto.randomUUID();
  return {
    operation,
    signal,
    deadline,
    idempotencyKey: key,
    deriveKey: (name) => `${key}:${name}`,
    isKeyGiven: options.idempotencyKey !== undefined || parent?.isKeyGiven === true,
    idempotent: options.idempotent,
    attributes: options.attributes,
    progress: new CallProgress(parent?.progress, options.idempotencyKey === undefined),
    reconcile: undefined,
    reconciled: undefined,
    finished: false,
  };
}

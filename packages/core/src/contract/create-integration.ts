import { IntegrationError } from '../errors/integration-error.js';
import type { Redact } from '../errors/redact.js';
import type { TelemetryOption } from '../monitoring/telemetry.js';
import type { Classification } from '../resilience/classification.js';
import type { Policy } from '../resilience/policy.js';
import { type Clock, systemClock } from '../runtime/clock.js';
import type { CallContextStore } from '../transport/call-context.js';
import { createRun } from '../transport/create-run.js';
import type { ExternalServiceIntegration } from './external-service-integration.js';
import type { CheckResult, Integration, IntegrationHealth } from './integration.js';

/** What {@link createIntegration} puts together. */
export interface IntegrationParts<Client, Name extends string> {
  readonly definition: ExternalServiceIntegration<Name>;
  readonly policy: Policy;
  readonly context: CallContextStore;
  /** Loads the vendor's SDK and builds its client. Called at first use; called again after it has failed. */
  readonly load: () => Promise<Client>;
  /** What a vendor's error means; undefined when it is none of the vendor's. */
  readonly classifyError: (error: unknown) => Classification | undefined;
  /** The harmless call of `check()`. */
  readonly check: (client: Client) => Promise<unknown>;
  readonly redact: Redact;
  readonly clock?: Clock | undefined;
  readonly telemetry?: TelemetryOption | undefined;
  /** Frees what the client holds. */
  readonly dispose?: ((client: Client) => void | Promise<void>) | undefined;
  /** Makes idempotency keys. @default crypto.randomUUID */
  readonly createKey?: (() => string) | undefined;
}

/** Time that `check()` may take, in milliseconds. */
const CHECK_TIMEOUT = 10_000;

/**
 * Puts a definition, a policy and a vendor's client together.
 *
 * @example
 * ```ts
 * import { createCallContext, createIntegration, createPolicy, createRedactor, createTransport, defineIntegration } from '@breakwater/core';
 *
 * const definition = defineIntegration({
 *   name: 'acme', version: '1', baseUrl: 'https://api.acme.example', authentication: { type: 'bearer_token' },
 * });
 * const policy = createPolicy('acme');
 * const context = createCallContext();
 * const fetch = createTransport(policy, { context });
 * export const acme = createIntegration({
 *   definition, policy, context, redact: createRedactor(),
 *   load: async () => ({ ping: () => fetch('https://api.acme.example/ping') }),
 *   classifyError: () => undefined,
 *   check: (client) => client.ping(),
 * });
 * ```
 */
export function createIntegration<Client, Name extends string>(
  parts: IntegrationParts<Client, Name>,
): Integration<Client, Name> {
  const { definition, policy } = parts;
  const clock = parts.clock ?? systemClock;
  let loading: Promise<Client> | undefined;
  let closed = false;

  const client = async (): Promise<Client> => {
    if (closed) {
      const message = `This ${definition.name} integration has been closed; create a new one.`;
      throw new IntegrationError({ code: 'CONFIGURATION', service: definition.name, operation: 'client', message });
    }
    loading ??= parts.load().catch((error: unknown) => {
      // A failed load must not be remembered: the module may be there the next time.
      loading = undefined;
      throw error;
    });
    return await loading;
  };
  const run = createRun({ ...parts, clock, client });

  return Object.freeze<Integration<Client, Name>>({
    ...definition,
    client,
    run,
    health: (): IntegrationHealth => {
      const health = policy.health();
      const degraded = health.breaker.failureRate > 0 || health.rateLimit?.pausedMs ? 'degraded' : 'healthy';
      return { ...health, service: definition.name, status: health.breaker.state === 'closed' ? degraded : 'failing' };
    },
    explain: (operation, options) => policy.explain(operation, options),
    check: async ({ signal } = {}): Promise<CheckResult> => {
      const startedAt = clock.now();
      try {
        await run('check', (loaded) => parts.check(loaded), { signal, timeout: CHECK_TIMEOUT });
        return { ok: true, durationMs: clock.now() - startedAt };
      } catch (error) {
        if (signal?.aborted || !(error instanceof IntegrationError)) throw error;
        return { ok: false, durationMs: clock.now() - startedAt, code: error.code, message: error.message };
      }
    },
    close: async (): Promise<void> => {
      if (closed) return;
      closed = true;
      const pending = loading;
      loading = undefined;
      if (pending !== undefined && parts.dispose !== undefined) await parts.dispose(await pending);
    },
  });
}

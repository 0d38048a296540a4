import { IntegrationError, isIntegrationError } from '@breakwater/core';
import type { MigratePricesInput, ResolvedMigrationOptions } from './migration-input.js';
import { countOutcomes, type MigrationReport, type MigrationStep, type MigrationStop } from './migration-report.js';

/**
 * A migration under way: nothing is sent before it is iterated, or its report is asked for.
 *
 * Iterating gives each step as soon as it has ended. A loop that ends by itself says that every subscription was attended
 * to; when the migration stops early, it throws what stopped it, after the steps that were under way. Leaving the loop
 * waits for those, begins no others, and `report()` tells what remains.
 */
export interface SubscriptionMigration extends AsyncIterable<MigrationStep> {
  /** Works through what is left, unless the loop was left, and tells of all. Does not throw when it stops early: it says so. */
  report(): Promise<MigrationReport>;
}

/** What a migration is made from. */
export interface MigrationParts {
  readonly input: MigratePricesInput;
  readonly options: ResolvedMigrationOptions;
  /** All subscriptions to attend to. */
  list(): Promise<readonly string[]>;
  move(subscriptionId: string): Promise<MigrationStep>;
}

/** Failures that the next subscription would have as well. */
const GENERAL: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'AUTHENTICATION',
  'PERMISSION',
  'CONFIGURATION',
  'FEATURE_DISABLED',
  'CIRCUIT_OPEN',
]);

/** Builds a {@link SubscriptionMigration}. */
export function createMigration({ input, options, list, move }: MigrationParts): SubscriptionMigration {
  const { concurrency, maxFailures, signal } = options;
  const steps: MigrationStep[] = [];
  let waiting: readonly string[] | undefined;
  let begun = 0;
  let failures = 0;
  let stop: { readonly by: MigrationStop; readonly reason: unknown } | undefined;

  const attempt = async (subscriptionId: string): Promise<MigrationStep> => {
    try {
      return await move(subscriptionId);
    } catch (error) {
      return { subscriptionId, outcome: 'failed', error: toIntegrationError(error) };
    }
  };

  const note = (step: MigrationStep): void => {
    steps.push(step);
    if (step.outcome !== 'failed') return;
    failures += 1;
    if (GENERAL.has(step.error.code)) stop ??= { by: 'error', reason: step.error };
    else if (failures >= maxFailures) stop ??= { by: 'failures', reason: step.error };
  };

  const isEarly = (): boolean => waiting === undefined || begun < waiting.length;

  async function* work(): AsyncGenerator<MigrationStep, void, undefined> {
    const running = new Map<string, Promise<MigrationStep>>();
    let isOver = false;
    try {
      try {
        waiting = input.subscriptionIds ?? (await list());
      } catch (error) {
        stop = { by: signal?.aborted === true ? 'signal' : 'error', reason: error };
      }
      for (;;) {
        if (signal?.aborted === true) stop ??= { by: 'signal', reason: signal.reason };
        while (stop === undefined && waiting !== undefined && begun < waiting.length && running.size < concurrency) {
          const id = waiting[begun];
          begun += 1;
          if (id !== undefined) running.set(id, attempt(id));
        }
        if (running.size === 0) break;
        const step = await Promise.race(running.values());
        running.delete(step.subscriptionId);
        note(step);
        yield step;
      }
      isOver = true;
      if (stop !== undefined && isEarly()) throw stop.reason;
    } finally {
      if (!isOver) stop ??= { by: 'left', reason: undefined };
      for (const step of await Promise.all(running.values())) note(step);
    }
  }

  const generator = work();
  return Object.freeze<SubscriptionMigration>({
    [Symbol.asyncIterator]: () => generator,
    async report() {
      try {
        let next = await generator.next();
        while (next.done !== true) next = await generator.next();
      } catch (error) {
        if (stop === undefined) throw error; // Nobody stopped it: a defect, which no report may hide.
      }
      const remaining = waiting?.slice(begun) ?? [];
      const counts = countOutcomes(steps);
      return {
        migrationId: input.migrationId,
        isComplete: waiting !== undefined && remaining.length === 0 && counts.failed === 0,
        total: waiting?.length,
        counts,
        steps: [...steps],
        remaining,
        stoppedBy: isEarly() ? stop?.by : undefined,
        error: isEarly() && isIntegrationError(stop?.reason) ? stop.reason : undefined,
      };
    },
  });
}

/** Each move throws IntegrationError; anything else is a defect of ours, told like one. */
function toIntegrationError(error: unknown): IntegrationError {
  if (isIntegrationError(error)) return error;
  return new IntegrationError({
    code: 'UNKNOWN',
    service: 'stripe',
    operation: 'subscriptions.migratePrices',
    message: 'stripe subscriptions.migratePrices: the subscription could not be attended to',
    outcome: 'unknown',
  });
}

import { parseShape } from '../contract/parse-shape.js';
import { shape } from '../contract/shape.js';
import type { PolicySnapshot } from './policy.js';
import type { ServicePolicy } from './service-policy.js';

/** See {@link Policy.snapshot}. */
export function takeSnapshot(policy: ServicePolicy): PolicySnapshot {
  const now = policy.time.now();
  const { breaker, adaptive, rate } = policy.admission;
  return {
    version: 1,
    name: policy.name,
    takenAt: policy.clock.now(),
    breaker: breaker.snapshot(now),
    budget: policy.budget?.snapshot(now),
    concurrency: adaptive?.snapshot(),
    rateLimit: rate?.snapshot(now),
  };
}

/** A snapshot comes back from a store or a queue: it is checked like any other input. */
function createShape(name: string) {
  const amount = shape.number({ min: 0, max: Number.MAX_SAFE_INTEGER });
  return shape.object({
    version: shape.oneOf([1]),
    name: shape.oneOf([name]),
    takenAt: amount,
    breaker: shape.object({ state: shape.oneOf(['closed', 'open', 'isolated']), openMs: amount, downMs: amount }),
    budget: shape.optional(shape.object({ tokens: amount })),
    concurrency: shape.optional(shape.object({ limit: amount })),
    rateLimit: shape.optional(shape.object({ rate: shape.optional(amount), pausedMs: amount })),
  });
}

/** See {@link Policy.restore}. Time that has passed since the snapshot counts: an open circuit may be due for its probe. */
export function restoreSnapshot(policy: ServicePolicy, snapshot: PolicySnapshot): void {
  const context = { path: 'snapshot', service: policy.name, operation: 'restore', code: 'CONFIGURATION' } as const;
  const { takenAt, breaker, budget, concurrency, rateLimit } = parseShape(snapshot, createShape(policy.name), context);
  const elapsed = Math.max(0, policy.clock.now() - takenAt);
  const now = policy.time.now();
  policy.admission.breaker.restore(breaker.state, Math.max(0, breaker.openMs - elapsed), breaker.downMs, now);
  if (budget !== undefined) policy.budget?.restore(budget.tokens, now);
  policy.admission.restore(
    concurrency?.limit,
    rateLimit && { ...rateLimit, pausedMs: Math.max(0, rateLimit.pausedMs - elapsed) },
    now,
  );
}

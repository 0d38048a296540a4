import type { RetryPolicy } from '../contract/retry-policy.js';

/**
 * Milliseconds to wait before retry number `retry` (1 for the first). Jitter is drawn after the cap, so that it does not
 * vanish there: clients that fail together must not come back together.
 */
export function backoffDelay(policy: RetryPolicy, retry: number, random: () => number): number {
  const growth = policy.backoffStrategy === 'linear' ? retry : 2 ** (retry - 1);
  const delay = Math.min(policy.maxDelay, policy.baseDelay * growth);
  if (policy.jitter === 'none') return delay;
  const floor = policy.jitter === 'equal' ? delay / 2 : 0;
  return floor + random() * (delay - floor);
}

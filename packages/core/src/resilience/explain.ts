import type { PolicyExplanation } from './policy.js';
import type { ResolvedPolicyConfig } from './resolve-policy-config.js';

/** See {@link Policy.explain}. */
export function explain(
  config: ResolvedPolicyConfig,
  operation: string,
  options: { readonly idempotent?: boolean | undefined; readonly timeout?: number | undefined } = {},
): PolicyExplanation {
  const { retryPolicy, circuitBreaker, hedging } = config;
  const { maxRetries, retryableErrors, budget } = retryPolicy;
  const idempotent = options.idempotent === true;
  const maxDurationMs = options.timeout ?? config.deadline;
  const hedges = hedging === false ? 0 : (hedging.maxHedges ?? 1);
  const retried =
    maxRetries === 0 ? [] : retryableErrors.map((code) => (idempotent ? code : `${code}, if it surely had no effect`));
  const notRetried = [
    maxRetries === 0 ? 'anything: maxRetries is 0' : `every code but ${retryableErrors.join(', ')}`,
    ...(maxRetries === 0 || idempotent
      ? []
      : ['a failure after which it may have been applied: it has no idempotency key']),
    'calls refused by the open circuit or by the limits',
    'a call that the caller aborts, or whose deadline is over',
  ];
  const whole = maxDurationMs === Infinity ? 'has no deadline' : `${maxDurationMs} ms`;
  const text = [
    `${operation} is sent at most ${maxRetries + 1} times${hedges > 0 ? `, each time with ${hedges} more beside it when it is a slow read` : ''}.`,
    `An attempt may take ${circuitBreaker.timeout} ms, the whole call ${whole}.`,
    retried.length === 0 ? 'Nothing is retried.' : `Retried: ${retried.join('; ')}.`,
    `Not retried: ${notRetried.join('; ')}.`,
    budget === false
      ? 'Retries are not budgeted.'
      : `All calls of the service together may retry ${budget.burst} times, and regain ${budget.ratio} of a retry with each success.`,
  ].join(' ');
  return { operation, maxAttempts: (maxRetries + 1) * (hedges + 1), maxDurationMs, retried, notRetried, text };
}

import { parseShape } from '../contract/parse-shape.js';
import { shape } from '../contract/shape.js';
import type { Policy } from './policy.js';

/** Options of {@link createPolicyRegistry}. */
export interface PolicyRegistryOptions {
  /** Makes the policy of a key. */
  readonly create: (key: string) => Policy;
  /** Policies kept; beyond it the least recently used is forgotten. @default 10_000 */
  readonly maxPolicies?: number | undefined;
}

/** Policies by key, such as one for each tenant. */
export interface PolicyRegistry {
  /** Policies at present. */
  readonly size: number;
  /** The policy of `key`, made when there is none. */
  get(key: string): Policy;
  /** The policy of `key` if there is one. Does not count as use. */
  peek(key: string): Policy | undefined;
  delete(key: string): boolean;
  /** All policies, the least recently used first. */
  entries(): IterableIterator<[string, Policy]>;
}

/**
 * Keeps one policy for each key within a bound, so that a service that many tenants use with their own credentials has a
 * circuit and limits for each of them, and hostile keys cannot fill the memory.
 *
 * @throws IntegrationError `CONFIGURATION` for wrong options
 * @example
 * ```ts
 * import { createPolicy, createPolicyRegistry } from '@breakwater/core';
 *
 * const policies = createPolicyRegistry({ create: () => createPolicy('acme'), maxPolicies: 1_000 });
 * const answer = await policies.get('tenant-1').execute(() => fetch('https://api.acme.example/'));
 * ```
 */
export function createPolicyRegistry(options: PolicyRegistryOptions): PolicyRegistry {
  const rules = shape.object({
    create: shape.func<(key: string) => Policy>(),
    maxPolicies: shape.optional(shape.number({ min: 1, max: 1e6, integer: true })),
  });
  const { create, maxPolicies = 10_000 } = parseShape(options, rules, {
    path: 'options',
    service: 'breakwater',
    operation: 'createPolicyRegistry',
    code: 'CONFIGURATION',
  });
  // Iterates in the order of insertion: a policy that is used is inserted anew, so the first one is the oldest.
  const policies = new Map<string, Policy>();
  return Object.freeze<PolicyRegistry>({
    get size() {
      return policies.size;
    },
    get(key) {
      const policy = policies.get(key) ?? create(key);
      policies.delete(key);
      policies.set(key, policy);
      if (policies.size > maxPolicies)
        for (const oldest of policies.keys()) {
          policies.delete(oldest);
          break;
        }
      return policy;
    },
    peek: (key) => policies.get(key),
    delete: (key) => policies.delete(key),
    entries: () => policies.entries(),
  });
}

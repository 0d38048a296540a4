import { parseShape } from '../contract/parse-shape.js';
import { shape } from '../contract/shape.js';
import type { Policy, PolicyConfig, PolicyDependencies } from './policy.js';
import { resolvePolicyConfig } from './resolve-policy-config.js';
import { ServicePolicy } from './service-policy.js';

const NO_DEPENDENCIES: PolicyDependencies = /* @__PURE__ */ Object.freeze({});

/**
 * Makes the policy of one service. Every setting has a default: `createPolicy('acme')` retries twice within a budget,
 * opens its circuit when most calls fail, adapts the calls in flight to what the service can do, and ends every call
 * after 30 seconds.
 *
 * @throws IntegrationError `CONFIGURATION` that names everything wrong in `config`
 * @example
 * ```ts
 * import { createPolicy } from '@breakwater/core';
 *
 * const policy = createPolicy('acme', { retryPolicy: { maxRetries: 3 } });
 * const answer = await policy.execute(({ signal }) => fetch('https://api.acme.example/', { signal }), {
 *   operation: 'root.read',
 *   readOnly: true,
 * });
 * ```
 */
export function createPolicy(name: string, config?: PolicyConfig, dependencies?: PolicyDependencies): Policy {
  const context = { service: String(name), operation: 'createPolicy', code: 'CONFIGURATION' } as const;
  parseShape(name, shape.string({ maxLength: 200 }), { ...context, path: 'name' });
  const resolved = resolvePolicyConfig(config, { ...context, path: 'config' });
  return new ServicePolicy(name, resolved, dependencies === undefined ? NO_DEPENDENCIES : { ...dependencies });
}

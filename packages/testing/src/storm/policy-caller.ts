import { createPolicy, type PolicyConfig } from '@breakwater/core';
import type { CreateStormCaller } from './simulate-storm.js';
import { classifyStormFailure } from './storm-failure.js';

/** Gives each instance a policy of its own, as each process of an application has. */
export function createPolicyCaller(config: PolicyConfig | undefined): CreateStormCaller {
  return ({ clock, random }) => {
    const policy = createPolicy('storm', config, { clock, random, classifyError: classifyStormFailure });
    return (call) => policy.execute((attempt) => call(attempt.signal), { operation: 'storm.read', idempotent: true });
  };
}

import { describe, expect, it } from 'vitest';
import { createPolicy } from '../../src/resilience/create-policy.js';
import { createPolicyRegistry } from '../../src/resilience/policies-by-key.js';

describe('a policy registry', () => {
  it('makes one policy for each key and keeps it', () => {
    const made: string[] = [];
    const policies = createPolicyRegistry({
      create: (key) => {
        made.push(key);
        return createPolicy('acme');
      },
    });
    expect(policies.get('a')).toBe(policies.get('a'));
    expect(policies.get('b')).not.toBe(policies.get('a'));
    expect(made).toEqual(['a', 'b']);
    expect(policies.size).toBe(2);
  });

  it('keeps the circuits of tenants apart', () => {
    const policies = createPolicyRegistry({ create: () => createPolicy('acme') });
    policies.get('a').isolate();
    expect(policies.get('b').health().breaker.state).toBe('closed');
  });

  it('forgets the least recently used beyond its bound', () => {
    const policies = createPolicyRegistry({ create: () => createPolicy('acme'), maxPolicies: 2 });
    const first = policies.get('a');
    policies.get('b');
    policies.get('a');
    policies.get('c');
    expect(policies.peek('b')).toBeUndefined();
    expect(policies.peek('a')).toBe(first);
    expect([...policies.entries()].map(([key]) => key)).toEqual(['a', 'c']);
  });

  it('does not count a peek as use', () => {
    const policies = createPolicyRegistry({ create: () => createPolicy('acme'), maxPolicies: 2 });
    policies.get('a');
    policies.get('b');
    policies.peek('a');
    policies.get('c');
    expect(policies.peek('a')).toBeUndefined();
  });

  it('stays within its bound, whatever keys are thrown at it', () => {
    const policies = createPolicyRegistry({ create: () => createPolicy('acme'), maxPolicies: 10 });
    for (let index = 0; index < 1_000; index++) policies.get(`hostile ${index}`);
    policies.get('__proto__');
    expect(policies.size).toBe(10);
  });

  it('lets go of a key', () => {
    const policies = createPolicyRegistry({ create: () => createPolicy('acme') });
    policies.get('a');
    expect([policies.delete('a'), policies.delete('a'), policies.size]).toEqual([true, false, 0]);
  });

  it('refuses wrong options', () => {
    expect(() => createPolicyRegistry({ create: () => createPolicy('acme'), maxPolicies: 0 })).toThrow(
      'options.maxPolicies',
    );
  });
});

import { isIntegrationError } from '@breakwater/core';
import { describe, expect, it } from 'vitest';
import { createClerk } from '../src/index.js';
import { createClerkBench, failureOf, secretKey } from './clerk-bench.js';

const answered = (status: number, body: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
  const answer = { status, headers: { 'content-type': 'application/json', ...headers } };
  const clerk = createClerk({
    secretKey,
    fetch: async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), answer),
    errorHandling: { retryPolicy: { maxRetries: 0 } },
  });
  return failureOf(clerk.run('users.create', (client) => client.users.createUser({ username: 'ada' })));
};

const refusal = (code: string, more: object = {}): object => ({
  errors: [{ code, message: 'short', long_message: 'A longer text.', meta: { param_name: 'username' }, ...more }],
  clerk_trace_id: 'trace-7',
});

describe('what an answer of Clerk’s means', () => {
  it.each([
    [400, 'form_param_nil', 'VALIDATION', 'not_applied'],
    [400, 'duplicate_record', 'CONFLICT', 'not_applied'],
    [400, 'already_a_member_in_organization', 'CONFLICT', 'not_applied'],
    [401, 'clerk_key_invalid', 'AUTHENTICATION', 'not_applied'],
    [402, 'unsupported_subscription_plan_features', 'PERMISSION', 'not_applied'],
    [403, 'organization_membership_quota_exceeded', 'PERMISSION', 'not_applied'],
    [404, 'resource_not_found', 'NOT_FOUND', 'not_applied'],
    [409, 'conflict', 'CONFLICT', 'not_applied'],
    [422, 'form_param_format_invalid', 'VALIDATION', 'not_applied'],
    [422, 'form_identifier_exists', 'CONFLICT', 'not_applied'],
    [429, 'too_many_requests', 'RATE_LIMITED', 'not_applied'],
    [500, 'internal_clerk_error', 'UNAVAILABLE', 'unknown'],
    [503, 'maintenance_mode', 'UNAVAILABLE', 'unknown'],
  ])('%i %s is %s, %s', async (status, vendorCode, code, outcome) => {
    const error = await answered(status, refusal(vendorCode));
    if (!isIntegrationError(error)) throw new Error('It is no IntegrationError.');
    expect([error.code, error.outcome, error.status, error.vendorCode, error.requestId]).toEqual([
      code,
      outcome,
      status,
      vendorCode,
      'trace-7',
    ]);
    expect(error.message).toContain('A longer text. (');
  });

  it('tells when to come back', async () => {
    const error = await answered(429, refusal('too_many_requests'), { 'retry-after': '7' });
    expect(isIntegrationError(error) && error.retryAfterMs).toBe(7_000);
  });

  it('knows the request by the name that the gateway gave it', async () => {
    const error = await answered(404, { errors: [] }, { 'cf-ray': 'ray-9' });
    expect(isIntegrationError(error) && [error.code, error.requestId]).toEqual(['NOT_FOUND', 'ray-9']);
  });

  it.each([
    ['a list without errors', { errors: 'none' }],
    ['errors that are none', { errors: [null, 7] }],
    ['a text', '"refused"'],
    ['a page', '<html>nginx</html>'],
    ['hostile fields', { errors: [{ code: { toString: 1 }, message: ['x'], meta: 'y' }], clerk_trace_id: {} }],
  ])('makes something of %s', async (_name, body) => {
    const error = await answered(422, body);
    expect(isIntegrationError(error) && [error.code, error.status, error.outcome]).toEqual([
      'VALIDATION',
      422,
      'not_applied',
    ]);
  });

  it('leaves the outcome of a write open when the answer to it cannot be read', async () => {
    const error = await answered(200, 'null');
    expect(isIntegrationError(error) && [error.code, error.outcome]).toEqual(['UNAVAILABLE', 'unknown']);
  });

  it('repeats what sets a state, and not what makes something', async () => {
    const { clerk, emulator, clock, user } = createClerkBench();
    const userId = await user('ada');
    emulator.faults.add({ fault: { type: 'reset', when: 'after' }, match: 'PATCH /v1/users/*' });
    emulator.faults.add({ fault: { type: 'reset', when: 'after' }, match: 'POST /v1/users/*' });
    const client = await clerk.client();
    await clock.settle(client.users.updateUserMetadata(userId, { publicMetadata: { plan: 'pro' } }));
    await clock.settle(client.users.banUser(userId));
    expect(emulator.book.users[0]).toMatchObject({ banned: true, public_metadata: { plan: 'pro' } });
    expect([emulator.book.count('PATCH /v1/users/*'), emulator.book.count('POST /v1/users/*')]).toEqual([2, 2]);
    emulator.faults.add({ fault: { type: 'reset', when: 'after' }, match: 'POST /v1/invitations' });
    await clock.settle(failureOf(client.invitations.createInvitation({ emailAddress: 'bob@example.com' })));
    expect(emulator.book.count('POST /v1/invitations')).toBe(1);
  });
});

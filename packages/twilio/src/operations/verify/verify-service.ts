import type { Issue } from '@breakwater/core';
import type { OperationHost } from '../bind-operation.js';

/** The Verify service of a call. Adds an issue when there is none. */
export function toVerifyService(given: string | undefined, { defaults }: OperationHost, issues: Issue[]): string {
  const serviceSid = given ?? defaults.verifyServiceSid;
  if (serviceSid !== undefined) return serviceSid;
  const expected = 'the SID of a Verify service, as createTwilio was given no `verifyServiceSid`';
  issues.push({ path: 'input.verifyServiceSid', expected, received: 'undefined' });
  return '';
}

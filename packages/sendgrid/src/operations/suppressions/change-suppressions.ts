import { type Shape, shape } from '@breakwater/core';
import { request, statusOf } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { SUPPRESSION_KINDS, SUPPRESSION_ROUTES, type SuppressionKind } from './suppression-kind.js';

/** Input of `suppressions.add`. */
export interface AddSuppressionsInput {
  /** 1 to 1,000 addresses. */
  readonly emails: readonly string[];
  /** The unsubscribe group that they leave. @default all mails of the account */
  readonly groupId?: number | undefined;
}

/** Input of `suppressions.remove`. */
export interface RemoveSuppressionInput {
  readonly email: string;
  /** The unsubscribe group that it joins again. @default all mails of the account */
  readonly groupId?: number | undefined;
}

/** Input of `suppressions.isUnsubscribed`. */
export interface IsUnsubscribedInput {
  readonly email: string;
}

/** Input of `suppressions.forgive`. */
export interface ForgiveSuppressionInput {
  readonly kind: SuppressionKind;
  readonly email: string;
}

const email: Shape<string> = /* @__PURE__ */ shape.string({
  pattern: /^[^\s@]+@[^\s@]+$/,
  maxLength: 320,
  expected: 'an address',
});
const groupId = /* @__PURE__ */ shape.optional(
  shape.number({ min: 1, integer: true, expected: 'the id of an unsubscribe group' }),
);

const routeOf = (group: number | undefined): string =>
  group === undefined ? '/v3/asm/suppressions/global' : `/v3/asm/groups/${group}/suppressions`;

/** Unsubscribes addresses, from a group or from everything. Asked twice, it comes to the same. */
export const addSuppressions: OperationDefinition<AddSuppressionsInput, AddSuppressionsInput, void> = {
  name: 'suppressions.add',
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ emails: shape.array(email, { minLength: 1, maxLength: 1_000 }), groupId }),
  call: async (client, { emails, groupId: group }) => {
    await request(client, 'POST', routeOf(group), { body: { recipient_emails: emails } });
  },
};

/** Takes an unsubscription back. Ask for consent first: the person had said no. */
export const removeSuppression: OperationDefinition<RemoveSuppressionInput, RemoveSuppressionInput, void> = {
  name: 'suppressions.remove',
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ email, groupId }),
  call: async (client, { email: address, groupId: group }) => {
    await ignoreAbsence(request(client, 'DELETE', `${routeOf(group)}/${encodeURIComponent(address)}`));
  },
};

/** Whether an address has unsubscribed from everything. SendGrid answers an empty object for one that has not. */
export const isUnsubscribed: OperationDefinition<IsUnsubscribedInput, IsUnsubscribedInput, boolean> = {
  name: 'suppressions.isUnsubscribed',
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ email }),
  call: async (client, { email: address }) => {
    const answer = await ignoreAbsence(request(client, 'GET', `${routeOf(undefined)}/${encodeURIComponent(address)}`));
    return typeof answer?.body['recipient_email'] === 'string';
  },
};

/** Forgets that an address bounced, was blocked or complained, so that SendGrid sends to it again. */
export const forgiveSuppression: OperationDefinition<ForgiveSuppressionInput, ForgiveSuppressionInput, void> = {
  name: 'suppressions.forgive',
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ kind: shape.oneOf(SUPPRESSION_KINDS), email }),
  call: async (client, { kind, email: address }) => {
    await ignoreAbsence(request(client, 'DELETE', `${SUPPRESSION_ROUTES[kind]}/${encodeURIComponent(address)}`));
  },
};

/** What is not there need not be taken away, also when an earlier attempt took it away and its answer was lost. */
async function ignoreAbsence<T>(call: Promise<T>): Promise<T | undefined> {
  return await call.catch((error: unknown) => {
    if (statusOf(error) === 404) return undefined;
    throw error;
  });
}

import { type Shape, shape } from '@breakwater/core';
import { knownAddressShape } from '../../mail/email-address.js';
import { readText } from '../../read-text.js';
import { type Answer, asRecord, assertDone, createAnswerError, isAbsence, request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { SUPPRESSION_ROUTES, type SuppressionKind, suppressionKindShape } from './suppression-kind.js';

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

const email: Shape<string> = /* @__PURE__ */ knownAddressShape(320);
const groupId = /* @__PURE__ */ shape.optional(
  shape.number({ min: 1, integer: true, expected: 'the id of an unsubscribe group' }),
);

const ADD = 'suppressions.add';
const IS_UNSUBSCRIBED = 'suppressions.isUnsubscribed';

const routeOf = (group: number | undefined): string =>
  group === undefined ? '/v3/asm/suppressions/global' : `/v3/asm/groups/${group}/suppressions`;

/** Unsubscribes addresses, from a group or from everything. Asked twice, it comes to the same. */
export const addSuppressions: OperationDefinition<AddSuppressionsInput, AddSuppressionsInput, void> = {
  name: ADD,
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ emails: shape.array(email, { minLength: 1, maxLength: 1_000 }), groupId }),
  call: async (client, { emails, groupId: group }) => {
    const answer = await request(client, 'POST', routeOf(group), { body: { recipient_emails: emails } });
    if (answer.status !== 201 || !Array.isArray(asRecord(answer.body)?.['recipient_emails']))
      throw createAnswerError(answer, ADD, '201 with `recipient_emails`');
  },
};

/** Takes an unsubscription back. Ask for consent first: the person had said no. */
export const removeSuppression: OperationDefinition<RemoveSuppressionInput, RemoveSuppressionInput, void> = {
  name: 'suppressions.remove',
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ email, groupId }),
  call: async (client, { email: address, groupId: group }) => {
    await assertGone(
      request(client, 'DELETE', `${routeOf(group)}/${encodeURIComponent(address)}`),
      'suppressions.remove',
    );
  },
};

/**
 * Whether an address has unsubscribed from everything. SendGrid answers an empty object for one that has not, and nothing
 * else is taken for that: who has left would get mail. Source: `GetGlobalSuppression` of https://github.com/twilio/sendgrid-oai
 */
export const isUnsubscribed: OperationDefinition<IsUnsubscribedInput, IsUnsubscribedInput, boolean> = {
  name: IS_UNSUBSCRIBED,
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ email }),
  call: async (client, { email: address }) => {
    const answer = await request(client, 'GET', `${routeOf(undefined)}/${encodeURIComponent(address)}`);
    const body = asRecord(answer.body);
    if (readText(body?.['recipient_email']) !== undefined) return true;
    if (answer.status === 200 && body !== undefined && Object.keys(body).length === 0) return false;
    throw createAnswerError(answer, IS_UNSUBSCRIBED, '`{ recipient_email }` or `{}`');
  },
};

/** Forgets that an address bounced, was blocked or complained, so that SendGrid sends to it again. */
export const forgiveSuppression: OperationDefinition<ForgiveSuppressionInput, ForgiveSuppressionInput, void> = {
  name: 'suppressions.forgive',
  feature: 'suppressions',
  input: /* @__PURE__ */ shape.object({ kind: suppressionKindShape, email }),
  call: async (client, { kind, email: address }) => {
    await assertGone(
      request(client, 'DELETE', `${SUPPRESSION_ROUTES[kind]}/${encodeURIComponent(address)}`),
      'suppressions.forgive',
    );
  },
};

/** What is not there need not be taken away, also when an earlier attempt took it away and its answer was lost. */
async function assertGone(call: Promise<Answer>, operation: string): Promise<void> {
  const answer = await call.catch((error: unknown) => {
    if (!isAbsence(error)) throw error;
  });
  if (answer !== undefined) assertDone(answer, operation);
}

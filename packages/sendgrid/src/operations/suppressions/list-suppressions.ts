import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import { readText } from '../../read-text.js';
import { asRecord, createAnswerError, request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { SUPPRESSION_ROUTES, type SuppressionKind, suppressionKindShape } from './suppression-kind.js';

/** Input of `suppressions.list`. */
export interface ListSuppressionsInput {
  readonly kind: SuppressionKind;
  /** At most 500. @default 500 */
  readonly limit?: number | undefined;
  /** How many are passed over, for the next page. @default 0 */
  readonly offset?: number | undefined;
  /** Only those since then, in milliseconds since the epoch. */
  readonly since?: number | undefined;
  /** Only those until then, in milliseconds since the epoch. */
  readonly until?: number | undefined;
}

/** An address that SendGrid does not send to, and why. */
export interface Suppression {
  readonly email: string;
  /** In milliseconds since the epoch. */
  readonly createdAt: number;
  /** In the words of the receiving server: text of a stranger. */
  readonly reason?: string;
  /** By RFC 3463, such as `5.1.1`. */
  readonly status?: string;
}

const time = /* @__PURE__ */ shape.optional(
  shape.number({ min: 0, integer: true, expected: 'milliseconds since the epoch' }),
);

const NAME = 'suppressions.list';
const INPUT: Shape<ListSuppressionsInput> = /* @__PURE__ */ shape.object({
  kind: suppressionKindShape,
  limit: shape.optional(shape.number({ min: 1, max: 500, integer: true })),
  offset: shape.optional(shape.number({ min: 0, integer: true })),
  since: time,
  until: time,
});

/** Lists the addresses that SendGrid does not send to, newest first. */
export const listSuppressions: OperationDefinition<
  ListSuppressionsInput,
  ListSuppressionsInput,
  readonly Suppression[]
> = {
  name: NAME,
  feature: 'suppressions',
  input: INPUT,
  call: async (client, { kind, limit = 500, offset = 0, since, until }) => {
    const qs = withoutUndefined({ limit, offset, start_time: toSeconds(since), end_time: toSeconds(until) });
    const answer = await request(client, 'GET', SUPPRESSION_ROUTES[kind], { qs });
    const found = Array.isArray(answer.body) ? (answer.body as readonly unknown[]).map(readSuppression) : [undefined];
    // One that cannot be read must not be missing in silence.
    if (!found.every((item) => item !== undefined))
      throw createAnswerError(answer, NAME, 'a list of objects with `email` and `created`');
    return found;
  },
};

const toSeconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.floor(milliseconds / 1_000);

function readSuppression(item: unknown): Suppression | undefined {
  const fields = asRecord(item) ?? {};
  const [email, reason, status] = [readText(fields['email']), readText(fields['reason']), readText(fields['status'])];
  const { created } = fields;
  if (email === undefined || typeof created !== 'number') return undefined;
  return {
    email,
    createdAt: created * 1_000,
    ...(reason !== undefined && { reason }),
    ...(status !== undefined && { status }),
  };
}

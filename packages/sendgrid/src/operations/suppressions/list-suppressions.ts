import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import { readCount, readText } from '../../read-text.js';
import { request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { SUPPRESSION_KINDS, SUPPRESSION_ROUTES, type SuppressionKind } from './suppression-kind.js';

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

const INPUT: Shape<ListSuppressionsInput> = /* @__PURE__ */ shape.object({
  kind: shape.oneOf(SUPPRESSION_KINDS),
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
  name: 'suppressions.list',
  feature: 'suppressions',
  input: INPUT,
  call: async (client, { kind, limit = 500, offset = 0, since, until }) => {
    const qs = withoutUndefined({ limit, offset, start_time: toSeconds(since), end_time: toSeconds(until) });
    const { items } = await request(client, 'GET', SUPPRESSION_ROUTES[kind], { qs });
    return items.map((item) => readSuppression(item)).filter((found) => found !== undefined);
  },
};

const toSeconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.floor(milliseconds / 1_000);

function readSuppression(item: Readonly<Record<string, unknown>>): Suppression | undefined {
  const [email, reason, status] = [readText(item['email']), readText(item['reason']), readText(item['status'])];
  if (email === undefined) return undefined;
  return {
    email,
    createdAt: readCount(item['created']) * 1_000,
    ...(reason !== undefined && { reason }),
    ...(status !== undefined && { status }),
  };
}

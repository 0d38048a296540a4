import { empty, json, plainRefusal, refusal } from './answers.js';
import { changing, type EmulatedCall, type EmulatedRoute, reading, toList, toRecord } from './emulated-route.js';
import type { SendGridState, SuppressionRoute } from './sendgrid-state.js';

const KINDS: readonly SuppressionRoute[] = ['bounces', 'blocks', 'spam_reports', 'invalid_emails'];

/** The routes for who gets no mail. */
export function createSuppressionRoutes(): Readonly<Record<string, EmulatedRoute>> {
  const kinds = KINDS.flatMap((kind): [string, EmulatedRoute][] => [
    [`GET /v3/suppression/${kind}`, (call) => reading(() => json(200, list(call, kind)))],
    [
      `DELETE /v3/suppression/${kind}/{email}`,
      ({ parameters, state }) => remove(state.suppressions[kind], toEmail(parameters)),
    ],
  ]);
  return {
    ...Object.fromEntries(kinds),
    'POST /v3/asm/suppressions/global': ({ body, state, now }) => {
      const emails = readEmails(body);
      if (emails === undefined) return refusal(400, { field: 'recipient_emails', message: 'addresses are needed' });
      return changing(() => {
        for (const email of emails)
          if (!state.unsubscribed.has(email)) state.unsubscribed.set(email, Math.floor(now / 1_000));
        return json(201, { recipient_emails: emails });
      });
    },
    'GET /v3/asm/suppressions/global/{email}': ({ parameters, state }) => {
      const email = toEmail(parameters);
      return reading(() => json(200, state.unsubscribed.has(email) ? { recipient_email: email } : {}));
    },
    'DELETE /v3/asm/suppressions/global/{email}': ({ parameters, state }) =>
      remove(state.unsubscribed, toEmail(parameters)),
    'POST /v3/asm/groups/{group}/suppressions': ({ parameters, body, state }) => {
      const emails = readEmails(body);
      if (emails === undefined) return refusal(400, { field: 'recipient_emails', message: 'addresses are needed' });
      return changing(() => {
        const group = findGroup(state, parameters);
        for (const email of emails) group.add(email);
        return json(201, { recipient_emails: emails });
      });
    },
    'GET /v3/asm/groups/{group}/suppressions': ({ parameters, state }) =>
      reading(() => json(200, [...(state.groups.get(Number(parameters['group'])) ?? [])])),
    'DELETE /v3/asm/groups/{group}/suppressions/{email}': ({ parameters, state }) =>
      remove(findGroup(state, parameters), toEmail(parameters)),
  };
}

const toEmail = (parameters: EmulatedCall['parameters']): string => (parameters['email'] ?? '').toLowerCase();

function remove(
  from: { has(email: string): boolean; delete(email: string): boolean },
  email: string,
): ReturnType<EmulatedRoute> {
  if (!from.has(email)) return plainRefusal(404);
  return changing(() => {
    from.delete(email);
    return empty(204);
  });
}

function findGroup({ groups }: SendGridState, parameters: EmulatedCall['parameters']): Set<string> {
  const id = Number(parameters['group']);
  const group = groups.get(id) ?? new Set();
  groups.set(id, group);
  return group;
}

function readEmails(body: unknown): readonly string[] | undefined {
  const emails = toList(toRecord(body)['recipient_emails']);
  const isRight = emails.length > 0 && emails.every((email) => typeof email === 'string' && email.includes('@'));
  return isRight ? emails.map((email) => String(email).toLowerCase()) : undefined;
}

function list({ query, state }: EmulatedCall, kind: SuppressionRoute): readonly object[] {
  const number = (name: string, otherwise: number): number => (query.has(name) ? Number(query.get(name)) : otherwise);
  const [start, end, offset] = [number('start_time', 0), number('end_time', Infinity), number('offset', 0)];
  return [...state.suppressions[kind].values()]
    .filter(({ created }) => created >= start && created <= end)
    .toSorted((one, other) => other.created - one.created)
    .slice(offset, offset + number('limit', 500));
}

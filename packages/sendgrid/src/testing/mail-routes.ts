import { empty, json, plainRefusal, refusal } from './answers.js';
import { changing, type EmulatedRoute, reading, toList, toRecord } from './emulated-route.js';
import { findMailErrors } from './mail-errors.js';
import type { EmulatedMail, SendGridState } from './sendgrid-state.js';

/** What mail routes do beside their own state. */
export interface MailHooks {
  /** Senders that are verified; undefined: all. */
  readonly verifiedSenders: ReadonlySet<string> | undefined;
  /** Called for a mail that is to be delivered now. */
  deliver(mail: EmulatedMail): void;
}

/** A batch can have its status set until so long before its mails are sent. */
const LAST_CHANGE = 10 * 60_000;
const MOST_STATUSES = 10;

/** The routes for mails and batches. */
export function createMailRoutes({ verifiedSenders, deliver }: MailHooks): Readonly<Record<string, EmulatedRoute>> {
  return {
    'POST /v3/mail/send': ({ body, now, state }) => {
      const mail = toRecord(body);
      const errors = findMailErrors(mail, now);
      if (errors.length > 0) return refusal(400, ...errors);
      const from = String(toRecord(mail['from'])['email']).toLowerCase();
      if (verifiedSenders !== undefined && !verifiedSenders.has(from)) {
        return refusal(403, { field: 'from', message: 'the sender has not been verified' });
      }
      const { batch_id: batchId } = mail;
      if (batchId !== undefined && (typeof batchId !== 'string' || !state.batches.has(batchId))) {
        return refusal(400, { field: 'batch_id', message: 'there is no such batch' });
      }
      // Sandbox mode checks and does nothing: there is no message, and no event.
      if (toRecord(toRecord(mail['mail_settings'])['sandbox_mode'])['enable'] === true)
        return reading(() => empty(200));
      return changing(() => {
        const accepted = toMail(mail, from, now, state);
        state.mails.push(accepted);
        if (accepted.status === 'sent') deliver(accepted);
        return empty(202, { 'x-message-id': accepted.messageId });
      });
    },
    'POST /v3/mail/batch': ({ state }) =>
      changing(() => {
        const id = state.nextId('batch-');
        state.batches.set(id, undefined);
        return json(201, { batch_id: id });
      }),
    'GET /v3/mail/batch/{batch}': ({ parameters, state }) => {
      const id = parameters['batch'] ?? '';
      return state.batches.has(id)
        ? reading(() => json(200, { batch_id: id }))
        : refusal(400, { field: 'batch_id', message: 'there is no such batch' });
    },
    'POST /v3/user/scheduled_sends': ({ body, now, state }) => {
      const { batch_id: batch, status } = toRecord(body);
      const id = typeof batch === 'string' ? batch : '';
      if (!isStatus(status)) return refusal(400, { field: 'status', message: 'the status is cancel or pause' });
      if (!state.batches.has(id)) return refusal(400, { field: 'batch_id', message: 'there is no such batch' });
      if (state.batches.get(id) !== undefined)
        return refusal(400, { field: 'batch_id', message: 'the batch has a status already: change it with PATCH' });
      const statuses = [...state.batches.values()].filter((item) => item !== undefined);
      if (statuses.length >= MOST_STATUSES)
        return refusal(400, { field: null, message: 'at most 10 batches are canceled or paused at once' });
      if (isTooLate(id, now, state))
        return refusal(400, { field: 'batch_id', message: 'it is too late: less than 10 minutes are left' });
      return changing(() => {
        state.batches.set(id, status);
        return json(201, { batch_id: id, status });
      });
    },
    'GET /v3/user/scheduled_sends': ({ state }) => reading(() => json(200, listStatuses(state))),
    'GET /v3/user/scheduled_sends/{batch}': ({ parameters, state }) =>
      reading(() =>
        json(
          200,
          listStatuses(state).filter((item) => item.batch_id === parameters['batch']),
        ),
      ),
    'PATCH /v3/user/scheduled_sends/{batch}': ({ parameters, body, now, state }) => {
      const id = parameters['batch'] ?? '';
      const { status } = toRecord(body);
      if (!isStatus(status)) return refusal(400, { field: 'status', message: 'the status is cancel or pause' });
      if (state.batches.get(id) === undefined) return plainRefusal(404);
      if (isTooLate(id, now, state))
        return refusal(400, { field: 'batch_id', message: 'it is too late: less than 10 minutes are left' });
      return changing(() => {
        state.batches.set(id, status);
        return empty(204);
      });
    },
    'DELETE /v3/user/scheduled_sends/{batch}': ({ parameters, state }) => {
      const id = parameters['batch'] ?? '';
      if (state.batches.get(id) === undefined) return plainRefusal(404);
      return changing(() => {
        state.batches.set(id, undefined);
        return empty(204);
      });
    },
  };
}

function toMail(
  body: Readonly<Record<string, unknown>>,
  from: string,
  now: number,
  state: SendGridState,
): EmulatedMail {
  const addresses = toList(body['personalizations']).flatMap((item) =>
    ['to', 'cc', 'bcc'].flatMap((field) =>
      toList(toRecord(item)[field]).map((address) => String(toRecord(address)['email'])),
    ),
  );
  const { subject, template_id: templateId, batch_id: batchId, send_at: seconds } = body;
  const sendAt = typeof seconds === 'number' ? seconds * 1_000 : undefined;
  return {
    messageId: state.nextId('emulated-message-'),
    acceptedAt: now,
    from,
    recipients: addresses.map((email) => email.toLowerCase()),
    ...(typeof subject === 'string' && { subject }),
    ...(typeof templateId === 'string' && { templateId }),
    categories: toList(body['categories']).map(String),
    body,
    ...(typeof batchId === 'string' && { batchId }),
    ...(sendAt !== undefined && { sendAt }),
    status: sendAt !== undefined && sendAt > now ? 'scheduled' : 'sent',
  };
}

const isStatus = (value: unknown): value is 'cancel' | 'pause' => value === 'cancel' || value === 'pause';

const listStatuses = (state: SendGridState): readonly { readonly batch_id: string; readonly status: string }[] =>
  [...state.batches].flatMap(([id, status]) => (status === undefined ? [] : [{ batch_id: id, status }]));

function isTooLate(batchId: string, now: number, { mails }: SendGridState): boolean {
  return mails.some(
    (mail) => mail.batchId === batchId && mail.status === 'scheduled' && (mail.sendAt ?? 0) - now < LAST_CHANGE,
  );
}

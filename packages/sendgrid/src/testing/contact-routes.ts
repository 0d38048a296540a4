import { empty, json, plainRefusal, refusal } from './answers.js';
import { changing, type EmulatedCall, type EmulatedRoute, reading, toList, toRecord } from './emulated-route.js';
import type { EmulatedContact, EmulatedJob, SendGridState } from './sendgrid-state.js';

const MOST_CONTACTS = 30_000;
const IDENTIFIERS = ['email', 'external_id', 'phone_number_id', 'anonymous_id'] as const;

/** The routes for contacts and lists. Changes of contacts are made `delay` milliseconds later, as SendGrid does it. */
export function createContactRoutes(delay: number): Readonly<Record<string, EmulatedRoute>> {
  const later = ({ state, now }: EmulatedCall, change: EmulatedJob['change']): Response => {
    const id = state.nextId('emulated-job-');
    state.jobs.set(id, { id, readyAt: now + delay, change });
    return json(202, { job_id: id });
  };
  return {
    'PUT /v3/marketing/contacts': (call) => {
      const { contacts, list_ids: lists } = toRecord(call.body);
      const given = toList(contacts).map(toRecord);
      const listIds = toList(lists).map(String);
      if (given.length === 0 || given.length > MOST_CONTACTS)
        return refusal(400, { field: 'contacts', message: 'there have to be 1 to 30000 contacts' });
      const nameless = given.findIndex((contact) => IDENTIFIERS.every((name) => typeof contact[name] !== 'string'));
      if (nameless >= 0)
        return refusal(400, { field: `contacts[${nameless}]`, message: 'a contact needs one of its identifiers' });
      if (listIds.some((id) => !call.state.lists.has(id)))
        return refusal(404, { field: 'list_ids', message: 'there is no such list' });
      return changing(() => later(call, () => upsert(call.state, given, listIds, call.now + delay)));
    },
    'DELETE /v3/marketing/contacts': (call) => {
      const ids = (call.query.get('ids') ?? '').split(',').filter((id) => id !== '');
      const isAll = call.query.get('delete_all_contacts') === 'true';
      if (ids.length === 0 && !isAll) return refusal(400, { field: 'ids', message: 'ids are needed' });
      return changing(() =>
        later(call, () => {
          const gone = [...call.state.contacts].filter(([, { id }]) => isAll || ids.includes(id));
          for (const [key] of gone) call.state.contacts.delete(key);
          return { requested: isAll ? gone.length : ids.length, created: 0, updated: 0, deleted: gone.length };
        }),
      );
    },
    'GET /v3/marketing/contacts/imports/{job}': ({ parameters, state }) => {
      const job = state.jobs.get(parameters['job'] ?? '');
      return job === undefined ? plainRefusal(404) : reading(() => json(200, toJobBody(job)));
    },
    'POST /v3/marketing/contacts/search/emails': ({ body, state }) => {
      const emails = toList(toRecord(body)['emails']).map((email) => String(email).toLowerCase());
      if (emails.length === 0) return refusal(400, { field: 'emails', message: 'addresses are needed' });
      const found = emails.map((email) => [email, state.contacts.get(email)] as const);
      if (found.every(([, contact]) => contact === undefined))
        return refusal(404, { field: null, message: 'contacts not found' });
      return reading(() =>
        json(200, { result: Object.fromEntries(found.map(([email, contact]) => [email, toSearchResult(contact)])) }),
      );
    },
    'GET /v3/marketing/lists': ({ state }) =>
      reading(() =>
        json(200, { result: [...state.lists].map(([id, name]) => ({ id, name, contact_count: countOn(state, id) })) }),
      ),
    'POST /v3/marketing/lists': ({ body, state }) => {
      const { name } = toRecord(body);
      if (typeof name !== 'string' || name === '') return refusal(400, { field: 'name', message: 'a name is needed' });
      if ([...state.lists.values()].includes(name))
        return refusal(400, { field: 'name', message: 'there is a list of this name' });
      return changing(() => {
        const id = state.nextId('emulated-list-');
        state.lists.set(id, name);
        return json(201, { id, name, contact_count: 0 });
      });
    },
    'DELETE /v3/marketing/lists/{list}': ({ parameters, state }) => {
      const id = parameters['list'] ?? '';
      if (!state.lists.has(id)) return plainRefusal(404);
      return changing(() => {
        state.lists.delete(id);
        return empty(204);
      });
    },
    'DELETE /v3/marketing/lists/{list}/contacts': (call) => {
      const list = call.parameters['list'] ?? '';
      const ids = (call.query.get('contact_ids') ?? '').split(',').filter((id) => id !== '');
      if (!call.state.lists.has(list)) return plainRefusal(404);
      if (ids.length === 0) return refusal(400, { field: 'contact_ids', message: 'ids are needed' });
      return changing(() => later(call, () => takeOff(call.state, list, ids)));
    },
  };
}

function upsert(
  state: SendGridState,
  given: readonly Readonly<Record<string, unknown>>[],
  listIds: readonly string[],
  at: number,
): ReturnType<EmulatedJob['change']> {
  let created = 0;
  for (const fields of given) {
    const key = String(
      IDENTIFIERS.map((name) => fields[name]).find((value) => typeof value === 'string'),
    ).toLowerCase();
    const known = state.contacts.get(key);
    if (known === undefined) created += 1;
    state.contacts.set(key, {
      id: known?.id ?? state.nextId('emulated-contact-'),
      email: typeof fields['email'] === 'string' ? fields['email'].toLowerCase() : (known?.email ?? ''),
      fields: { ...known?.fields, ...fields },
      listIds: [...new Set([...(known?.listIds ?? []), ...listIds])],
      createdAt: known?.createdAt ?? at,
      updatedAt: at,
    });
  }
  return { requested: given.length, created, updated: given.length - created, deleted: 0 };
}

function takeOff(state: SendGridState, list: string, ids: readonly string[]): ReturnType<EmulatedJob['change']> {
  let updated = 0;
  for (const [key, contact] of state.contacts) {
    if (!ids.includes(contact.id) || !contact.listIds.includes(list)) continue;
    state.contacts.set(key, { ...contact, listIds: contact.listIds.filter((id) => id !== list) });
    updated += 1;
  }
  return { requested: ids.length, created: 0, updated, deleted: 0 };
}

const countOn = (state: SendGridState, list: string): number =>
  [...state.contacts.values()].filter(({ listIds }) => listIds.includes(list)).length;

function toSearchResult(contact: EmulatedContact | undefined): object {
  if (contact === undefined) return { error: 'contact not found' };
  const { id, email, fields, listIds, createdAt, updatedAt } = contact;
  const times = { created_at: new Date(createdAt).toISOString(), updated_at: new Date(updatedAt).toISOString() };
  return { contact: { ...fields, id, email, list_ids: listIds, segment_ids: [], ...times } };
}

function toJobBody({ id, result }: EmulatedJob): object {
  const counts = result && {
    requested_count: result.requested,
    created_count: result.created,
    updated_count: result.updated,
    deleted_count: result.deleted,
    errored_count: 0,
  };
  return { id, status: result === undefined ? 'pending' : 'completed', job_type: 'upsert', results: counts ?? {} };
}

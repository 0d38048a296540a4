import { type Shape, shape } from '@breakwater/core';
import { knownAddressShape } from '../../mail/email-address.js';
import { asRecord, createAnswerError, isAbsence, request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { type FoundContact, readContact } from './contact.js';

/** Input of `contacts.find`. */
export interface FindContactsInput {
  /** 1 to 100 addresses. */
  readonly emails: readonly string[];
}

const NAME = 'contacts.find';
const INPUT: Shape<FindContactsInput> = /* @__PURE__ */ shape.object({
  emails: shape.array(knownAddressShape(100), { minLength: 1, maxLength: 100 }),
});

/** Looks contacts up by their addresses. Those that there are none of are left out; SendGrid answers 404 when there is none at all. */
export const findContacts: OperationDefinition<FindContactsInput, FindContactsInput, readonly FoundContact[]> = {
  name: NAME,
  feature: 'contacts',
  input: INPUT,
  call: async (client, { emails }) => {
    try {
      const answer = await request(client, 'POST', '/v3/marketing/contacts/search/emails', { body: { emails } });
      const found = readResult(answer.body);
      if (found === undefined)
        throw createAnswerError(answer, NAME, 'a `result` with a `contact` or an `error` for each');
      return found;
    } catch (error) {
      if (isAbsence(error)) return [];
      throw error;
    }
  },
};

/** The contacts of an answer; undefined where there is anything that is neither a contact nor the word that there is none. */
function readResult(body: unknown): readonly FoundContact[] | undefined {
  const result = asRecord(asRecord(body)?.['result']);
  if (result === undefined) return undefined;
  const contacts: FoundContact[] = [];
  for (const entry of Object.values(result)) {
    const contact = readContact(asRecord(entry)?.['contact']);
    if (contact !== undefined) contacts.push(contact);
    else if (typeof asRecord(entry)?.['error'] !== 'string') return undefined;
  }
  return contacts;
}

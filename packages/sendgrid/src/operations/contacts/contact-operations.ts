import { bindOperation, type Operation } from '../bind-operation.js';
import type { OperationHost } from '../operation-host.js';
import type { FoundContact } from './contact.js';
import { type ContactJob, type ContactJobStatus, readContactJob } from './contact-job.js';
import { type FindContactsInput, findContacts } from './find-contacts.js';
import {
  type RemoveContactsInput,
  type RemoveFromListInput,
  removeContacts,
  removeFromList,
} from './remove-contacts.js';
import { type UpsertContactsInput, upsertContacts } from './upsert-contacts.js';

/** Curated operations on contacts and their lists. All may be repeated. Each needs the feature `contacts`. */
export interface ContactOperations<List extends string> {
  /** Adds up to 30,000 contacts or changes them, and puts them on lists. */
  readonly upsert: Operation<UpsertContactsInput<List>, ContactJob>;
  /** Tells how far an `upsert` has come. */
  readonly job: Operation<ContactJob, ContactJobStatus>;
  /** Looks contacts up by their addresses. */
  readonly find: Operation<FindContactsInput, readonly FoundContact[]>;
  /** Takes contacts off a list. */
  readonly removeFromList: Operation<RemoveFromListInput<List>, ContactJob>;
  /** Deletes contacts for good. */
  readonly remove: Operation<RemoveContactsInput, ContactJob>;
}

/** Binds the operations of this group. */
export function createContactOperations<List extends string>(host: OperationHost): ContactOperations<List> {
  return Object.freeze<ContactOperations<List>>({
    upsert: bindOperation(upsertContacts, host),
    job: bindOperation(readContactJob, host),
    find: bindOperation(findContacts, host),
    removeFromList: bindOperation(removeFromList, host),
    remove: bindOperation(removeContacts, host),
  });
}

import type { ApiError } from './answers.js';
import { toList, toRecord } from './emulated-route.js';
import { type AddError, checkCustomArguments, checkHeaders, checkParts } from './mail-part-errors.js';

type Body = Readonly<Record<string, unknown>>;

const HOUR = 3_600_000;
const ADDRESS = /^[^\s@<>,;"\p{Cc}]+@[^\s@<>,;"\p{Cc}]+$/u;
/** SendGrid takes no `;` in the media type of a content, nor line breaks. */
const MEDIA_TYPE = /^[^\s;]+$/;

/** What is wrong with the body of `POST /v3/mail/send`, in the order of its fields. Empty for a mail that is taken. */
export function findMailErrors(body: Body, now: number): readonly ApiError[] {
  const errors: ApiError[] = [];
  const add: AddError = (field, message) => void errors.push({ field, message });
  const personalizations = toList(body['personalizations']);
  if (personalizations.length === 0) add('personalizations', 'at least one personalization is needed');
  if (personalizations.length > 1_000) add('personalizations', 'at most 1000 personalizations are allowed');
  checkCustomArguments(body['custom_args'], 'custom_args', add);
  let recipients = 0;
  let bytes = countBytes(body['custom_args']);
  for (const [index, item] of personalizations.entries()) {
    const personalization = toRecord(item);
    recipients += checkPersonalization(personalization, `personalizations.${index}`, now, add);
    bytes = Math.max(
      bytes,
      countBytes({ ...toRecord(body['custom_args']), ...toRecord(personalization['custom_args']) }),
    );
  }
  if (bytes >= 10_000) add('custom_args', 'custom arguments hold less than 10000 bytes');
  if (recipients > 1_000) add('personalizations', 'at most 1000 recipients are allowed, to, cc and bcc together');
  checkSender(body['from'], 'from', add);
  checkReplyTo(body, add);
  checkContent(body, personalizations, add);
  checkSendAt(body['send_at'], 'send_at', now, add);
  checkParts(body, add);
  return errors;
}

const countBytes = (value: unknown): number =>
  value === undefined ? 0 : new TextEncoder().encode(JSON.stringify(value)).byteLength;

/** Adds what is wrong with one personalization, and gives the number of its recipients. */
function checkPersonalization(item: Body, path: string, now: number, add: AddError): number {
  const seen = new Set<string>();
  let count = 0;
  if (toList(item['to']).length === 0) add(`${path}.to`, 'at least one recipient is needed');
  for (const field of ['to', 'cc', 'bcc']) {
    if (item[field] !== undefined && !Array.isArray(item[field])) add(`${path}.${field}`, 'recipients are an array');
    for (const [index, address] of toList(item[field]).entries()) {
      count += 1;
      const where = `${path}.${field}.${index}`;
      const email = checkAddress(address, where, add)?.toLowerCase();
      const { name } = toRecord(address);
      if (typeof name === 'string' && /[;,]/.test(name)) add(`${where}.name`, 'a name cannot hold ";" or ","');
      if (email !== undefined && seen.has(email))
        add(`${path}.${field}`, `${email} is there twice, among to, cc and bcc`);
      if (email !== undefined) seen.add(email);
    }
  }
  if (item['from'] !== undefined) checkSender(item['from'], `${path}.from`, add);
  checkHeaders(item['headers'], `${path}.headers`, add);
  checkCustomArguments(item['custom_args'], `${path}.custom_args`, add);
  checkSendAt(item['send_at'], `${path}.send_at`, now, add);
  return count;
}

function checkAddress(value: unknown, path: string, add: AddError): string | undefined {
  const { email, name } = toRecord(value);
  if (name !== undefined && typeof name !== 'string') add(`${path}.name`, 'a name is a string');
  if (typeof email === 'string' && ADDRESS.test(email)) return email;
  add(`${path}.email`, 'this is no valid address');
  return undefined;
}

/** SendGrid takes no Unicode in the address of a sender. */
function checkSender(value: unknown, path: string, add: AddError): void {
  const email = checkAddress(value, path, add);
  if (email !== undefined && !/^[\x21-\x7e]+$/.test(email)) add(`${path}.email`, 'a sender has ASCII characters only');
}

function checkReplyTo({ reply_to: one, reply_to_list: list }: Body, add: AddError): void {
  if (one !== undefined) checkAddress(one, 'reply_to', add);
  if (list === undefined) return;
  if (one !== undefined) add('reply_to', 'reply_to and reply_to_list cannot be used together');
  if (!Array.isArray(list) || list.length > 1_000) add('reply_to_list', 'this is an array of at most 1000 addresses');
  for (const [index, item] of toList(list).entries()) checkAddress(item, `reply_to_list.${index}`, add);
}

function checkContent(body: Body, personalizations: readonly unknown[], add: AddError): void {
  const { subject, template_id: template, content } = body;
  for (const [index, item] of toList(content).entries()) {
    const { type, value } = toRecord(item);
    if (typeof type !== 'string' || !MEDIA_TYPE.test(type)) add(`content.${index}.type`, 'a media type is needed');
    if (typeof value !== 'string' || value === '') add(`content.${index}.value`, 'content cannot be empty');
  }
  if (template !== undefined) {
    if (typeof template !== 'string' || !/^(?:d-)?[\w-]{8,}$/.test(template))
      add('template_id', 'this is no id of a template');
    return;
  }
  const isSubject = (value: unknown): boolean => typeof value === 'string' && value !== '';
  if (!isSubject(subject) && !personalizations.every((item) => isSubject(toRecord(item)['subject']))) {
    add('subject', 'a subject is needed, where no template brings one');
  }
  if (toList(content).length === 0) add('content', 'content is needed, where no template brings it');
  const types = toList(content).map((item) => toRecord(item)['type']);
  if (types.indexOf('text/plain') > 0) add('content', 'text/plain has to come first');
}

function checkSendAt(value: unknown, path: string, now: number, add: AddError): void {
  if (value === undefined) return;
  if (!Number.isInteger(value)) add(path, 'the time is an integer, in seconds since the epoch');
  else if (Number(value) * 1_000 > now + 72 * HOUR + 1_000) add(path, 'the time is more than 72 hours ahead');
}

import type { ApiError } from './answers.js';
import { toList, toRecord } from './emulated-route.js';

const HOUR = 3_600_000;
const ADDRESS = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;
const RESERVED_HEADER =
  /^(?:bcc|cc|content-transfer-encoding|content-type|dkim-signature|from|received|reply-to|subject|to|x-sg-eid|x-sg-id)$/i;

/** What is wrong with the body of `POST /v3/mail/send`, in the order of its fields. Empty for a mail that is taken. */
export function findMailErrors(body: Readonly<Record<string, unknown>>, now: number): readonly ApiError[] {
  const errors: ApiError[] = [];
  const add = (field: string, message: string): void => void errors.push({ field, message });
  const personalizations = toList(body['personalizations']);
  if (personalizations.length === 0) add('personalizations', 'at least one personalization is needed');
  if (personalizations.length > 1_000) add('personalizations', 'at most 1000 personalizations are allowed');
  let recipients = 0;
  for (const [index, item] of personalizations.entries()) {
    recipients += checkPersonalization(toRecord(item), `personalizations.${index}`, body, add);
    checkSendAt(toRecord(item)['send_at'], `personalizations.${index}.send_at`, now, add);
  }
  if (recipients > 1_000) add('personalizations', 'at most 1000 recipients are allowed, to, cc and bcc together');
  checkAddress(body['from'], 'from', add);
  if (body['reply_to'] !== undefined) checkAddress(body['reply_to'], 'reply_to', add);
  if (body['reply_to'] !== undefined && body['reply_to_list'] !== undefined)
    add('reply_to', 'reply_to and reply_to_list cannot be used together');
  for (const [index, item] of toList(body['reply_to_list']).entries())
    checkAddress(item, `reply_to_list.${index}`, add);
  checkContent(body, personalizations, add);
  checkSendAt(body['send_at'], 'send_at', now, add);
  checkLabels(body, add);
  return errors;
}

type Add = (field: string, message: string) => void;

/** Adds what is wrong with one personalization, and gives the number of its recipients. */
function checkPersonalization(
  item: Readonly<Record<string, unknown>>,
  path: string,
  body: Readonly<Record<string, unknown>>,
  add: Add,
): number {
  const seen = new Set<string>();
  let count = 0;
  if (toList(item['to']).length === 0) add(`${path}.to`, 'at least one recipient is needed');
  for (const field of ['to', 'cc', 'bcc']) {
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
  const bytes = (value: unknown): number =>
    value === undefined ? 0 : new TextEncoder().encode(JSON.stringify(value)).byteLength;
  for (const [name, value] of Object.entries(toRecord(item['custom_args']))) {
    if (typeof value !== 'string') add(`${path}.custom_args.${name}`, 'a custom argument is a string');
  }
  if (bytes(item['custom_args']) + bytes(body['custom_args']) >= 10_000)
    add('custom_args', 'custom arguments hold less than 10000 bytes');
  return count;
}

function checkAddress(value: unknown, path: string, add: Add): string | undefined {
  const { email } = toRecord(value);
  if (typeof email === 'string' && ADDRESS.test(email)) return email;
  add(`${path}.email`, 'this is no valid address');
  return undefined;
}

function checkContent(body: Readonly<Record<string, unknown>>, personalizations: readonly unknown[], add: Add): void {
  const { subject, template_id: template, content } = body;
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
  for (const [index, item] of toList(content).entries()) {
    const { value } = toRecord(item);
    if (typeof value !== 'string' || value === '') add(`content.${index}.value`, 'content cannot be empty');
  }
}

function checkSendAt(value: unknown, path: string, now: number, add: Add): void {
  if (value === undefined) return;
  if (!Number.isInteger(value)) add(path, 'the time is an integer, in seconds since the epoch');
  else if (Number(value) * 1_000 > now + 72 * HOUR + 1_000) add(path, 'the time is more than 72 hours ahead');
}

function checkLabels(body: Readonly<Record<string, unknown>>, add: Add): void {
  const categories = toList(body['categories']);
  if (categories.length > 10) add('categories', 'at most 10 categories are allowed');
  if (new Set(categories).size < categories.length) add('categories', 'a category is there twice');
  if (categories.some((item) => typeof item !== 'string' || item.length > 255))
    add('categories', 'a category is a text of at most 255 characters');
  for (const name of Object.keys(toRecord(body['headers']))) {
    if (RESERVED_HEADER.test(name)) add(`headers.${name}`, 'this header is reserved');
  }
  for (const [index, item] of toList(body['attachments']).entries()) {
    const { content, filename } = toRecord(item);
    if (typeof content !== 'string' || content === '') add(`attachments.${index}.content`, 'base64 is needed');
    if (typeof filename !== 'string') add(`attachments.${index}.filename`, 'a name is needed');
  }
  const asm = body['asm'];
  if (asm !== undefined && !Number.isInteger(toRecord(asm)['group_id']))
    add('asm.group_id', 'the id of a group is an integer');
  if (toList(toRecord(asm)['groups_to_display']).length > 25)
    add('asm.groups_to_display', 'at most 25 groups are shown');
  const pool = body['ip_pool_name'];
  if (pool !== undefined && (typeof pool !== 'string' || pool.length < 2 || pool.length > 64))
    add('ip_pool_name', 'a name of 2 to 64 characters is needed');
}

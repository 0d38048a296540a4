import { toList, toRecord } from './emulated-route.js';

/** Notes what is wrong with a parameter. */
export type AddError = (field: string, message: string) => void;

type Body = Readonly<Record<string, unknown>>;

const RESERVED_HEADER =
  /^(?:bcc|cc|content-transfer-encoding|content-type|dkim-signature|from|received|reply-to|subject|to|x-sg-eid|x-sg-id)$/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** SendGrid takes no `;` and no `,` in a media type, nor line breaks. */
const MEDIA_TYPE = /^[^\s;,]+$/;

const isOther = (value: unknown, type: 'string' | 'object'): boolean =>
  value !== undefined && (type === 'string' ? typeof value !== 'string' : toRecord(value) !== value);

/** Checks the headers of a mail, or of one of its personalizations. */
export function checkHeaders(headers: unknown, path: string, add: AddError): void {
  if (isOther(headers, 'object')) add(path, 'headers are an object');
  for (const [name, value] of Object.entries(toRecord(headers))) {
    if (RESERVED_HEADER.test(name)) add(`${path}.${name}`, 'this header is reserved');
    else if (typeof value !== 'string') add(`${path}.${name}`, 'a header is a string');
  }
}

/** Checks custom arguments, of a mail or of one of its personalizations. */
export function checkCustomArguments(custom: unknown, path: string, add: AddError): void {
  if (isOther(custom, 'object')) add(path, 'custom arguments are an object');
  for (const [name, value] of Object.entries(toRecord(custom)))
    if (typeof value !== 'string') add(`${path}.${name}`, 'a custom argument is a string');
}

/** Checks what a mail may have beside its recipients and its content. */
export function checkParts(body: Body, add: AddError): void {
  checkCategories(body['categories'], add);
  checkHeaders(body['headers'], 'headers', add);
  checkAttachments(body['attachments'], add);
  checkAsm(body['asm'], add);
  const pool = body['ip_pool_name'];
  if (pool !== undefined && (typeof pool !== 'string' || pool.length < 2 || pool.length > 64))
    add('ip_pool_name', 'a name of 2 to 64 characters is needed');
  for (const name of ['mail_settings', 'tracking_settings']) checkSettings(body[name], name, add);
}

function checkCategories(categories: unknown, add: AddError): void {
  if (categories !== undefined && !Array.isArray(categories)) add('categories', 'categories are an array');
  const list = toList(categories);
  if (list.length > 10) add('categories', 'at most 10 categories are allowed');
  if (new Set(list).size < list.length) add('categories', 'a category is there twice');
  if (list.some((item) => typeof item !== 'string' || item.length > 255))
    add('categories', 'a category is a text of at most 255 characters');
}

function checkAttachments(attachments: unknown, add: AddError): void {
  if (attachments !== undefined && !Array.isArray(attachments)) add('attachments', 'attachments are an array');
  for (const [index, item] of toList(attachments).entries()) {
    const path = `attachments.${index}`;
    const { content, filename, type, disposition, content_id: id } = toRecord(item);
    if (typeof content !== 'string' || content.length % 4 !== 0 || !BASE64.test(content))
      add(`${path}.content`, 'base64 is needed');
    if (typeof filename !== 'string') add(`${path}.filename`, 'a name is needed');
    if (type !== undefined && (typeof type !== 'string' || !MEDIA_TYPE.test(type)))
      add(`${path}.type`, 'a media type is needed, without parameters');
    if (disposition !== undefined && disposition !== 'inline' && disposition !== 'attachment')
      add(`${path}.disposition`, 'the disposition is inline or attachment');
    if (isOther(id, 'string')) add(`${path}.content_id`, 'the id is a string');
  }
}

function checkAsm(asm: unknown, add: AddError): void {
  if (asm === undefined) return;
  const { group_id: group, groups_to_display: shown } = toRecord(asm);
  if (!Number.isInteger(group)) add('asm.group_id', 'the id of a group is an integer');
  if (shown === undefined) return;
  if (!Array.isArray(shown) || !shown.every(Number.isInteger)) add('asm.groups_to_display', 'groups are integers');
  if (toList(shown).length > 25) add('asm.groups_to_display', 'at most 25 groups are shown');
}

/** Each setting is an object, and switched on or off by `enable`. */
function checkSettings(settings: unknown, path: string, add: AddError): void {
  if (isOther(settings, 'object')) add(path, 'settings are an object');
  for (const [name, setting] of Object.entries(toRecord(settings))) {
    const { enable } = toRecord(setting);
    if (isOther(setting, 'object')) add(`${path}.${name}`, 'a setting is an object');
    else if (enable !== undefined && typeof enable !== 'boolean')
      add(`${path}.${name}.enable`, 'this is true or false');
  }
}

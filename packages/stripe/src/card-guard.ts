import {
  type CallContextStore,
  containsCardNumber,
  createInputError,
  createRouteTemplate,
  type Issue,
  type OutgoingRequest,
  toBodyText,
} from '@breakwater/core';
import { STRIPE_ROUTES } from './routes.js';

const EXPECTED =
  'free of card numbers: collect cards with Stripe Elements or Checkout, so that they never reach your server';
const RECEIVED = 'something that looks like a card number';

/**
 * Numbers in international form, some of which pass the check that card numbers pass. They may have 15 digits, but hardly
 * any has more than 14: from there on, what passes the check is a card with a sign before it.
 */
const PHONE_NUMBER = /^\+[1-9](?:[ ()./-]{0,2}\d){6,13}$/;

/** Fields that rightly hold long numbers, every tenth of which passes the check: of accounts, taxes and parcels. */
const EXEMPT_FIELD =
  /^(?!.*metadata).*[[.](?:iban|account_number|routing_number|id_number|(?:shipping_)?tracking_number|tax_id|tax_id_data[^.]{0,20}value)\]?$/s;

const MAX_DEPTH = 12;

function looksLikeCard(value: string | number | bigint): boolean {
  const text = String(value);
  return text.length >= 13 && !PHONE_NUMBER.test(text) && containsCardNumber(text);
}

/**
 * Adds an issue for everything in plain data that looks like a card number, keys included. The value itself is shown
 * nowhere.
 */
export function findCardNumbers(value: unknown, path: string, issues: Issue[], depth = 0): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    if (!EXEMPT_FIELD.test(path) && looksLikeCard(value)) issues.push({ path, expected: EXPECTED, received: RECEIVED });
    return;
  }
  if (typeof value !== 'object' || value === null || depth >= MAX_DEPTH) return;
  for (const [key, item] of Object.entries(value)) {
    if (looksLikeCard(key)) issues.push({ path, expected: EXPECTED, received: `${RECEIVED}, as a key` });
    else findCardNumbers(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, issues, depth + 1);
  }
}

/**
 * A look at each request before it is sent, bare client calls included: path, query, idempotency key and body. A card
 * number is refused before any I/O. Uploaded files are not read.
 *
 * @throws IntegrationError `VALIDATION`
 */
export function createCardGuard(context: CallContextStore): (request: OutgoingRequest) => void {
  const toRoute = createRouteTemplate(STRIPE_ROUTES);
  return (request) => {
    const issues: Issue[] = [];
    const { url, headers } = request;
    findCardNumbers(decode(url.pathname), 'path', issues);
    findFormCardNumbers(url.search, 'query', issues);
    findCardNumbers(headers.get('idempotency-key'), 'idempotencyKey', issues);
    const type = headers.get('content-type') ?? '';
    if (!type.startsWith('multipart/')) {
      const text = toBodyText(request.body) ?? '';
      if (type.includes('json')) findCardNumbers(parseJson(text), 'body', issues);
      else findFormCardNumbers(text, 'body', issues);
    }
    if (issues.length === 0) return;
    const operation = context.getStore()?.operation ?? `${request.method} ${toRoute(url.pathname)}`;
    throw createInputError(issues, { service: 'stripe', operation });
  };
}

function findFormCardNumbers(form: string, path: string, issues: Issue[]): void {
  for (const [key, value] of new URLSearchParams(form)) {
    if (looksLikeCard(key)) issues.push({ path, expected: EXPECTED, received: `${RECEIVED}, as a key` });
    else findCardNumbers(value, `${path}.${key}`, issues);
  }
}

/** The JSON value, or the text itself when it is none: what cannot be parsed is looked at as it is. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Undoes percent-encoding, also in a text where some of it is broken. */
function decode(text: string): string {
  return new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text') ?? '';
}

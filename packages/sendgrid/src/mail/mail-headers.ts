import { type Issue, refineShape, type Shape, shape, unprinted } from '@breakwater/core';
import { namesShape } from '../names-shape.js';

/** Where one click unsubscribes (RFC 8058): the mail program posts to the address, without asking further. */
export interface OneClickUnsubscribe {
  /** Takes a POST with the body `List-Unsubscribe=One-Click`, and needs no login. `https` only. */
  readonly url: string;
  /** For mail programs that know no other way. @default none */
  readonly mailto?: string | undefined;
}

/** Headers that SendGrid sets itself. Source: `headers` in https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send */
const RESERVED: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'bcc',
  'cc',
  'content-transfer-encoding',
  'content-type',
  'dkim-signature',
  'from',
  'received',
  'reply-to',
  'subject',
  'to',
  'x-sg-eid',
  'x-sg-id',
]);

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** The headers of a mail. They go into the body of the request, and never into the request's own headers. */
export const mailHeadersShape: Shape<Readonly<Record<string, string>>> = /* @__PURE__ */ refineShape(
  namesShape(
    unprinted(
      shape.string({ pattern: /^[^\p{Cc}]*$/u, minLength: 0, maxLength: 5_000, expected: 'a text of one line' }),
    ),
  ),
  (headers, path, issues) => {
    for (const name of Object.keys(headers)) checkName(name, path, issues);
  },
);

function checkName(name: string, path: string, issues: Issue[]): void {
  if (!TOKEN.test(name)) {
    issues.push({
      path,
      expected: 'names of headers, such as `X-Entity-Ref-ID`',
      received: 'a name with other characters',
    });
  } else if (RESERVED.has(name.toLowerCase())) {
    issues.push({
      path: `${path}.${name}`,
      expected: 'left out: SendGrid sets this header itself',
      received: 'a header',
    });
  }
}

const isHttps = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length <= 2_000 &&
  URL.canParse(value) &&
  new URL(value).protocol === 'https:' &&
  !/[\s<>,\p{Cc}]/u.test(value);

/** What {@link OneClickUnsubscribe} has to be. */
export const oneClickShape: Shape<OneClickUnsubscribe> = /* @__PURE__ */ shape.object({
  url: unprinted(shape.custom<string>(isHttps, 'an https URL')),
  mailto: shape.optional(
    unprinted(
      shape.string({
        pattern: /^[^\s<>,@\p{Cc}]+@[^\s<>,@\p{Cc}]+$/u,
        maxLength: 1_000,
        expected: 'an address such as `leave@example.com`',
      }),
    ),
  ),
});

/** The two headers of RFC 8058. */
export function toOneClickHeaders({ url, mailto }: OneClickUnsubscribe): Readonly<Record<string, string>> {
  return {
    'List-Unsubscribe': mailto === undefined ? `<${url}>` : `<${url}>, <mailto:${mailto}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

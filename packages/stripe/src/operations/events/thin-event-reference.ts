import { type Issue, type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';

/** What is needed of a thin event to fetch what it only names: the event of a webhook as it is, or these fields of it. */
export interface ThinEventReference {
  /** `evt_...` */
  readonly id: string;
  /** The account to fetch under, where it is not your own. */
  readonly context?: string | null | undefined;
  readonly related_object?: { readonly url: string } | null | undefined;
}

const ID = /* @__PURE__ */ identifierShape('event');

/** Accounts, and paths of them: `acct_1/acct_2`. */
const CONTEXT = /^\w[\w/-]{0,500}$/;

/** A path of Stripe's API. The signature vouches for it, and yet a key is sent with it: it may lead nowhere else. */
const PATH = /^\/v[12](?:\/[\w-]+)+(?:\?[\w=&%.-]*)?$/;

/** Reads the fields that are used out of an event; what else it has is nobody's business here. */
export const thinEventShape: Shape<ThinEventReference> = {
  expected: 'a thin event, as the webhook delivers it',
  parse(value, path, issues) {
    const event = Object(value) as { id?: unknown; context?: unknown; related_object?: unknown };
    const { url: given } = Object(event.related_object) as { url?: unknown };
    const id = ID.parse(event.id, `${path}.id`, issues);
    const context = optionalText(event.context, CONTEXT, `${path}.context`, 'an account (acct_...)', issues);
    const url = optionalText(given, PATH, `${path}.related_object.url`, "a path of Stripe's API (/v1/...)", issues);
    return { id, context, related_object: url === undefined ? undefined : { url } };
  },
};

function optionalText(
  value: unknown,
  pattern: RegExp,
  path: string,
  expected: string,
  issues: Issue[],
): string | undefined {
  if (value === undefined || value === null) return undefined;
  return shape.string({ pattern, expected }).parse(value, path, issues);
}

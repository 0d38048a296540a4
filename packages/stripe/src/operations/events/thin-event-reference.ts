import { type Issue, type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { RelatedObject, WholeEvent } from '../../webhooks/thin-event.js';

/** What is needed of a thin event to fetch what it only names: the event of a webhook as it is, or these fields of it. */
export interface ThinEventReference {
  /** `evt_...` */
  readonly id: string;
  /** Such as `v1.customer.created`: says what is fetched. */
  readonly type?: string | undefined;
  /** The account to fetch under, where it is not your own. */
  readonly context?: string | null | undefined;
  readonly related_object?: { readonly url: string } | null | undefined;
}

/** What fetching the object of an event gives: undefined only where the event may be without one. */
export type RelatedObjectOf<Event extends ThinEventReference> = Event extends {
  readonly type: infer Type extends string;
}
  ? RelatedObject<Type> | (Event extends { readonly related_object: { readonly url: string } } ? never : undefined)
  : unknown;

/** What fetching the whole of an event gives. */
export type WholeEventOf<Event extends ThinEventReference> = Event extends { readonly type: infer Type extends string }
  ? WholeEvent<Type>
  : WholeEvent<string>;

const ID = /* @__PURE__ */ identifierShape('event');

/** Accounts, and paths of them: `acct_1/acct_2`. */
const CONTEXT = /^\w[\w/-]{0,500}$/;

/** One step of a path, with the ids that an account chooses itself; no way back up, be it written out or encoded. */
const STEP = /(?!(?:\.|%2e){1,2}(?:[/?]|$))(?:[\w.~!$&'()*+,;=:@-]|%(?!2f|5c)[\da-f]{2})+/;

/** A path of Stripe's API. The signature vouches for it, and yet a key is sent with it: it may lead nowhere else. */
const PATH = /* @__PURE__ */ new RegExp(String.raw`^/v[12](?:/${STEP.source})+(?:\?[\w=&%.~+,:[\]-]*)?$`, 'i');

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

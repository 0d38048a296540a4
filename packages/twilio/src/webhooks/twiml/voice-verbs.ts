import type { XmlAttributes } from './xml-element.js';

type VerbName = 'say' | 'play' | 'pause' | 'gather' | 'dial' | 'record' | 'redirect' | 'hangUp' | 'reject';

/** Each step, prompts first: of which type it is, and which keys it may have, beside it or in the object that it holds. */
const VERBS: Readonly<Record<VerbName, readonly [type: string, keys?: string]>> = {
  say: ['string', 'voice language loop'],
  play: ['string', 'loop'],
  pause: ['number'],
  gather: ['object', 'action input numDigits timeout language prompts'],
  dial: ['string', 'callerId timeout'],
  record: ['object', 'action maxLength'],
  redirect: ['string'],
  hangUp: ['true'],
  reject: ['string'],
};

/** How many of them can be a prompt. */
const PROMPTS = 3;

const isVerb = (key: string): key is VerbName => Object.hasOwn(VERBS, key);

/** A step that was looked at. */
export interface ReadVerb {
  readonly name: VerbName;
  readonly value: unknown;
  readonly attributes: XmlAttributes;
  readonly prompts: readonly unknown[];
}

/**
 * Reads one step of a call. Names in an answer are ours: a key that is not known here is refused, as it would be written
 * unescaped.
 *
 * @throws RangeError that says what is wrong, and shows no text of it: that may be a stranger's
 */
export function readVerb(given: unknown, where: string, isPrompt: boolean): ReadVerb {
  const step = present(given);
  const allowed = Object.keys(VERBS).slice(0, isPrompt ? PROMPTS : undefined);
  const names = Object.keys(step).filter(isVerb);
  const [name] = names;
  if (!name || names[1] || !allowed.includes(name)) {
    refuse(where, `exactly one of ${allowed.join()}`, names.join() || typeof given);
  }
  const [type, keys = ''] = VERBS[name];
  const { [name]: value, ...beside } = step;
  const place = `\`${name}\` of ${where}`;
  const received = value === true ? 'true' : typeof value;
  if (received !== type) refuse(place, type, received);
  const held = { ...beside, ...(type === 'object' && present(value)) };
  const known = keys.split(' ');
  if (Object.keys(held).some((key) => !known.includes(key))) refuse(place, `without keys other than ${keys}`, 'others');
  const { prompts = [], ...attributes } = held;
  return { name, value, attributes: attributes as XmlAttributes, prompts: prompts as readonly unknown[] };
}

/** Without the keys that are undefined: they are left out. */
function present(value: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(Object(value) as object).filter(([, one]) => one !== undefined));
}

function refuse(where: string, expected: string, received: string): never {
  throw new RangeError(`${where} must be ${expected}; got ${received}.`);
}

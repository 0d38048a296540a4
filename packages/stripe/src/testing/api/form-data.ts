import { invalidRequest } from './stripe-api-error.js';

/** A value in a form with nested names: text, or what stood in brackets behind the name. */
export type FormValue = string | FormMap;

/** Maps and not objects: no name that a client may send can mean something to JavaScript. */
export type FormMap = ReadonlyMap<string, FormValue>;

interface FormTree extends Map<string, string | FormTree> {}

const mostPairs = 1_000;
const deepestName = 12;

/**
 * Parses `a[b][0]=c` pairs (an encoded form or a query). Strict: an unbalanced bracket, a name that is both a value and
 * a map, or too many or too deep names are refused. A name that occurs twice takes its last value, as with Stripe.
 */
export function parseFormData(text: string): FormMap {
  const root: FormTree = new Map();
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    pairs += 1;
    if (pairs > mostPairs) throw invalidRequest(`A request takes at most ${mostPairs} parameters.`);
    assign(root, parseName(name), value, name);
  }
  return root;
}

function parseName(name: string): string[] {
  const [, head, rest] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (head === undefined || rest === undefined) throw invalidRequest(`Invalid parameter name: ${name.slice(0, 100)}`);
  const keys = [head, ...Array.from(rest.matchAll(/\[([^[\]]*)\]/g), ([, key = '']) => key)];
  if (keys.length > deepestName) throw invalidRequest(`Parameter nested too deep: ${name.slice(0, 100)}`);
  return keys;
}

function assign(root: FormTree, keys: readonly string[], value: string, name: string): void {
  let map = root;
  for (const [depth, written] of keys.entries()) {
    const last = depth === keys.length - 1;
    const key = written === '' ? String(map.size) : written; // `a[]=1&a[]=2` counts by itself.
    const present = map.get(key);
    if (last) {
      if (present !== undefined && typeof present !== 'string') throw conflict(name);
      map.set(key, value);
    } else if (present === undefined) {
      const next: FormTree = new Map();
      map.set(key, next);
      map = next;
    } else if (typeof present === 'string') {
      throw conflict(name);
    } else {
      map = present;
    }
  }
}

function conflict(name: string): Error {
  return invalidRequest(`Invalid parameter: ${name.slice(0, 100)} is given both as a value and as a hash.`);
}

import { type Rejection, reject } from '../verification/verdict.js';
import type { RawHeaders } from './raw-request.js';

/** The longest header value that is looked at: real ones are below 1 KB, and the rest is somebody's attack. */
const MAX_HEADER_LENGTH = 8_192;

const isHeaders = (headers: RawHeaders): headers is Headers => typeof headers.get === 'function';

/** Every value given for `name`, whatever the case of its letters. */
function valuesOf(headers: RawHeaders, name: string): readonly unknown[] {
  if (isHeaders(headers)) {
    const value = headers.get(name);
    return value === null ? [] : [value];
  }
  const found: unknown[] = [];
  for (const key of Object.keys(headers)) {
    if (key.length !== name.length || key.toLowerCase() !== name) continue;
    const value = headers[key];
    if (Array.isArray(value)) for (const item of value as readonly unknown[]) found.push(item);
    else if (value !== undefined) found.push(value);
  }
  return found;
}

/**
 * The one value of a header.
 *
 * @param name In lower case.
 * @returns a rejection when it is absent, blank, given more than once, or too long
 */
export function readHeader(headers: RawHeaders, name: string): string | Rejection {
  const refuse = (reason: 'missing_header' | 'malformed_header', problem: string): Rejection =>
    reject(reason, `The header ${name} is ${problem}.`);
  const values = valuesOf(headers, name);
  const [value = ''] = values;
  if (values.length > 1) return refuse('malformed_header', `there ${values.length} times`);
  if (typeof value !== 'string') return refuse('malformed_header', 'not text');
  if (value.length > MAX_HEADER_LENGTH)
    return refuse('malformed_header', `longer than ${MAX_HEADER_LENGTH} characters`);
  return value.trim() || refuse('missing_header', 'missing or blank');
}

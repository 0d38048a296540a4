import type { RawHeaders } from './raw-request.js';
import { type Rejection, reject } from './verdict.js';

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
  const values = valuesOf(headers, name);
  if (values.length > 1) return reject('malformed_header', `The header ${name} is there ${values.length} times.`);
  const value = values[0];
  if (value === undefined) return reject('missing_header', `The header ${name} is missing.`);
  if (typeof value !== 'string') return reject('malformed_header', `The header ${name} is not text.`);
  if (value.length > MAX_HEADER_LENGTH) {
    return reject('malformed_header', `The header ${name} is longer than ${MAX_HEADER_LENGTH} characters.`);
  }
  const trimmed = value.trim();
  return trimmed === '' ? reject('missing_header', `The header ${name} is blank.`) : trimmed;
}

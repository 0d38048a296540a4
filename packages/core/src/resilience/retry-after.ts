/** No header makes anyone wait longer than a week, in milliseconds. */
const MAX_WAIT = 604_800_000;
/** Longest header value that is looked at: no date or number is longer. */
const MAX_LENGTH = 64;
/** From here on a number is no count of seconds but a moment: seconds since the epoch, then milliseconds. */
const EPOCH_SECONDS = 1_000_000_000;
const EPOCH_MILLISECONDS = 1_000_000_000_000;

/** `x-ratelimit-reset`, `ratelimit-reset`, `x-rate-limit-reset`, also with the name of one of several limits behind it. */
const RESET = /^(?:x-)?rate-?limit-reset(?:-after)?((?:-[\w-]+)?)$/;

/**
 * Milliseconds that an answer asks to wait: `retry-after-ms`, `Retry-After` (RFC 9110 10.2.3: seconds or a date;
 * fractions of seconds are in use), or the reset of a rate limit that says itself that nothing remains of it. Several
 * limits give the longest wait, because each of them must have been reset.
 *
 * @param now Milliseconds since the epoch, for headers that name a moment.
 * @returns undefined when no header asks for a wait; at most a week
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const milliseconds = toNumber(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return Math.min(milliseconds, MAX_WAIT);
  const after = parseMoment(headers.get('retry-after'), now);
  if (after !== undefined) return after;
  let longest: number | undefined;
  headers.forEach((value, name) => {
    const limit = RESET.exec(name);
    if (limit === null || !isExhausted(headers, name, limit[1])) return;
    longest = Math.max(longest ?? 0, parseMoment(value, now) ?? 0);
  });
  return longest;
}

/** Many vendors send the reset with every answer: it only asks to wait when the same limit has nothing left. */
function isExhausted(headers: Headers, resetName: string, suffix = ''): boolean {
  const prefix = resetName.slice(0, resetName.indexOf('reset'));
  return toNumber(headers.get(`${prefix}remaining${suffix}`)) === 0;
}

function parseMoment(value: string | null, now: number): number | undefined {
  const number = toNumber(value);
  if (number !== undefined) {
    const wait =
      number >= EPOCH_MILLISECONDS ? number - now : number >= EPOCH_SECONDS ? number * 1_000 - now : number * 1_000;
    return Math.min(Math.max(0, wait), MAX_WAIT);
  }
  // Date.parse takes almost anything for a date: only what looks like an HTTP date or ISO 8601 is given to it.
  if (value === null || value.length > MAX_LENGTH || !/^(?:[A-Z][a-z]{2,8}, ?\d|\d{4}-\d{2}-\d{2}T)/.test(value))
    return undefined;
  const moment = Date.parse(value);
  return Number.isNaN(moment) ? undefined : Math.min(Math.max(0, moment - now), MAX_WAIT);
}

function toNumber(value: string | null): number | undefined {
  return value !== null && value.length <= MAX_LENGTH && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

import type { AnsweredResponse, Classification } from '@breakwater/core';
import { toDetails } from './read-answer-errors.js';

const LARGEST_ERROR = 1_000_000;

/**
 * What an answer of SendGrid's means, beyond what its status tells: the status decides, as SendGrid has no codes of its
 * own; the body has the parameter and the text.
 */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  if (response.status < 400) return undefined;
  return { ...toOutcome(response.status), ...toDetails(parse(response.text())) };
}

/**
 * Statuses that leave open whether a mail is on its way, whatever headers come with them. A gateway in front of SendGrid
 * answers them too, when what is behind it took the mail and was slow to say so, and SendGrid takes no key by which a second
 * copy could be told apart: one told as unknown is better than one that arrives twice.
 */
const UNCERTAIN: ReadonlySet<number> = /* @__PURE__ */ new Set([408, 503]);

/** The outcome that a status leaves; nothing where it is the usual one. */
export function toOutcome(status: number): Pick<Classification, 'outcome'> {
  return UNCERTAIN.has(status) ? { outcome: 'unknown' } : {};
}

function parse(text: string): unknown {
  if (text.length > LARGEST_ERROR) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A gateway's page of HTML: the status is all there is.
  }
}

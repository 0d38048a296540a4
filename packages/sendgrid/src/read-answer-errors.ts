import type { Classification } from '@breakwater/core';

/** What an answer of SendGrid's says of a failure. */
interface AnswerErrors {
  /** Text for people. Shown, never interpreted. */
  readonly message: string | undefined;
  /** The parameter that is wrong, such as `personalizations.0.to.0.email`, or SendGrid's own id of the error. */
  readonly vendorCode: string | undefined;
}

/** Errors of an answer that are shown; SendGrid may list one for each recipient. */
const MOST_SHOWN = 3;
const LONGEST_MESSAGE = 300;
const LONGEST_CODE = 128;

/**
 * Reads the body of an answer that is a failure: `{ errors: [{ message, field, help, error_id }] }`, or in older parts of the
 * API `{ error: '...' }`. Anything else is nothing: a gateway answers with pages of HTML.
 */
function readAnswerErrors(body: unknown): AnswerErrors {
  const { errors, error } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const listed: readonly unknown[] = Array.isArray(errors) ? errors : [];
  const found = listed.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
  const texts = found.map(({ message }) => toText(message)).filter((text) => text !== undefined);
  const more = texts.length - MOST_SHOWN;
  const message = texts.length === 0 ? toText(error) : texts.slice(0, MOST_SHOWN).join('; ');
  return {
    message: message && message.slice(0, LONGEST_MESSAGE) + (more > 0 ? ` (and ${more} more)` : ''),
    vendorCode: (toText(found[0]?.['error_id']) ?? toText(found[0]?.['field']))?.slice(0, LONGEST_CODE),
  };
}

const toText = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** The part of a classification that the body knows, to be laid over what the status says. */
export function toDetails(body: unknown): Partial<Pick<Classification, 'message' | 'vendorCode'>> {
  const { message, vendorCode } = readAnswerErrors(body);
  return { ...(message !== undefined && { message }), ...(vendorCode !== undefined && { vendorCode }) };
}

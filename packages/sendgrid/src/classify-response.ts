import type { AnsweredResponse, Classification } from '@breakwater/core';
import { toDetails } from './read-answer-errors.js';

const LARGEST_ERROR = 1_000_000;

/**
 * What an answer of SendGrid's means, beyond what its status tells: the status decides, as SendGrid has no codes of its
 * own; the body has the parameter and the text.
 */
export function classifyResponse(response: AnsweredResponse): Partial<Classification> | undefined {
  return response.status < 400 ? undefined : toDetails(parse(response.text()));
}

function parse(text: string): unknown {
  if (text.length > LARGEST_ERROR) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A gateway's page of HTML: the status is all there is.
  }
}

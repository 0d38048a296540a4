import { readBody } from '@breakwater/testing';
import { type FormMap, parseFormData } from './form-data.js';
import { invalidRequest } from './stripe-api-error.js';

/** The parameters of a request, read but not checked. */
export interface RequestParameters {
  readonly form: FormMap;
  /** The same for the same parameters, in whatever order they were sent. */
  readonly fingerprint: string;
}

const largestBody = 256 * 1024;

/** Reads the query of a GET or DELETE, the form of a POST. Throws 400 on anything else than a form, and on a huge one. */
export async function readParameters(request: Request): Promise<RequestParameters> {
  const text = request.method === 'POST' ? await readForm(request) : new URL(request.url).search.slice(1);
  const pairs = [...new URLSearchParams(text)].map((pair) => JSON.stringify(pair));
  return { form: parseFormData(text), fingerprint: pairs.toSorted().join() };
}

async function readForm(request: Request): Promise<string> {
  const body = await readBody(request, largestBody);
  if (!body) throw invalidRequest(`A request body can be up to ${largestBody} bytes long.`);
  if (body.length === 0) return '';
  const contentType = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(contentType)) {
    throw invalidRequest('Invalid request: the body must be sent as application/x-www-form-urlencoded.');
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw invalidRequest('Invalid UTF-8 sequence in the request body.');
  }
}

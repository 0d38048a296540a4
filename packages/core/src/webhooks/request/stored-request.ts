import type { RawRequest } from './raw-request.js';

/** Kept with the headers of a delivery whose body is a part of the request: no signature covers it alone. */
const PART = 'breakwater-part';
/** The URL of the request, kept with the headers of a delivery whose signature covers it. */
const URL_OF_REQUEST = 'breakwater-url';

/** A request that remembers whether anybody asked for its URL. */
export function watchUrl(request: RawRequest): RawRequest & { readonly wasUrlRead: () => boolean } {
  let wasRead = false;
  return {
    ...request,
    get url() {
      wasRead = true;
      return request.url;
    },
    wasUrlRead: () => wasRead,
  };
}

/** What is kept beside the headers so that the signature can be checked again. A URL may hold what nobody should see. */
export function toRequestFacts(url: string | undefined, isPart: boolean): Record<string, string> {
  return { ...(url !== undefined && { [URL_OF_REQUEST]: url }), ...(isPart && { [PART]: 'true' }) };
}

/** Reads back what {@link toRequestFacts} has kept. */
export function readRequestFacts(headers: Readonly<Record<string, string>>): {
  readonly url: string | undefined;
  readonly isPart: boolean;
} {
  return { url: headers[URL_OF_REQUEST], isPart: headers[PART] !== undefined };
}

import { type RawRequest, readHeader } from '@breakwater/core/webhooks';

/** How the URL is found that Twilio has called. */
export interface PublicUrlOptions {
  /**
   * The URL as Twilio calls it, which is what it signs; behind a proxy it is not the URL that arrives. Either the URL of the
   * route without query, to which that of the request is added (an origin alone also keeps the path of the request), or a
   * function that returns the whole URL. @default the URL of the request
   */
  readonly publicUrl?: string | ((request: RawRequest) => string) | undefined;
  /**
   * Take scheme and host from `X-Forwarded-Proto` and `X-Forwarded-Host`. Only behind a proxy that sets them itself: who
   * can choose them can let requests count that were signed for another of your URLs. @default false
   */
  readonly trustForwardedHeaders?: boolean | undefined;
}

const ORIGIN = /^https?:\/\/[^/?#\s]+/i;

/** Whether a text can be the `publicUrl` of a route. */
export const isRouteUrl = (url: string): boolean => /^[^?\s]+$/.test(url) && ORIGIN.test(url) && URL.canParse(url);

/** Path and query of a URL. */
const afterOrigin = (url: string): string => url.replace(ORIGIN, '');

function toForwarded({ url, headers }: RawRequest): string {
  const first = (name: string): string => {
    const value = readHeader(headers, name);
    return typeof value === 'string' ? (value.split(',', 1)[0] ?? '').trim() : '';
  };
  const [, scheme = '', host = ''] = /^(https?):\/\/([^/?#]+)/i.exec(url) ?? [];
  const proto = first('x-forwarded-proto');
  const forwardedHost = first('x-forwarded-host');
  const publicScheme = /^https?$/i.test(proto) ? proto.toLowerCase() : scheme;
  const publicHost = /^[\w.:[\]-]+$/.test(forwardedHost) ? forwardedHost : host;
  return `${publicScheme}://${publicHost}${afterOrigin(url)}`;
}

/** Makes what finds the public URL of a request. It may throw, when a function of the application does. */
export function createPublicUrl(options: PublicUrlOptions): (request: RawRequest) => string {
  const { publicUrl, trustForwardedHeaders = false } = options;
  if (typeof publicUrl === 'function') return publicUrl;
  if (publicUrl === undefined) return trustForwardedHeaders ? toForwarded : ({ url }) => url;
  const route = publicUrl.replace(/#.*$/s, '');
  if (afterOrigin(route) === '') return ({ url }) => route + afterOrigin(url);
  return ({ url }) => route + (/\?[^#]*/.exec(url)?.[0] ?? '');
}

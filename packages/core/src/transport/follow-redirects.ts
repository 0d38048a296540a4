/** As many as browsers take it to be no loop is 20; an API that needs more than these has none to offer. */
const MAX_REDIRECTS = 5;

/**
 * Sends a request and follows its redirects within the origin that it was for. One to another origin is given back as it is:
 * `fetch` would take the headers along, an API key among them, for it knows of `authorization` only, and what is answered
 * there is not the vendor's word. What changes something, or has a body, is never sent anywhere else.
 *
 * @param init with `redirect: 'follow'`, or nothing said of it, for what is to be followed
 */
export async function followRedirects(fetch: typeof globalThis.fetch, url: URL, init: RequestInit): Promise<Response> {
  const isBare = (init.method === 'GET' || init.method === 'HEAD') && (init.body ?? null) === null;
  // 'error' and 'manual' are what the caller wants, and are stricter.
  if (!isBare || (init.redirect ?? 'follow') !== 'follow') {
    return await fetch(url, { ...init, redirect: init.redirect === 'error' ? 'error' : 'manual' });
  }
  let address = url;
  for (let followed = 0; ; followed++) {
    const response = await fetch(address, { ...init, redirect: 'manual' });
    const target = targetOf(response, address);
    if (target === undefined || target.origin !== url.origin || followed === MAX_REDIRECTS) return response;
    await response.body?.cancel();
    address = target;
  }
}

function targetOf(response: Response, base: URL): URL | undefined {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return undefined;
  return URL.canParse(location, base) ? new URL(location, base) : undefined;
}

/** Scheme, user info, host, port, and the rest without fragment: connection overrides stand there, and are not sent. */
const PARTS = /^(https?):\/\/((?:[^/?#@]*@)?)([^/?#@]*?)(:\d*)?([/?][^#]*)?(?:#.*)?$/is;

function withAndWithoutPort(url: string): readonly string[] {
  const [, scheme, user, host, port, rest = ''] = PARTS.exec(url) ?? [];
  if (scheme === undefined || host === undefined) return [url];
  const own = port !== undefined && port !== ':' ? port : scheme.toLowerCase() === 'https' ? ':443' : ':80';
  const head = `${scheme}://${user}${host}`;
  return [`${head}${rest}`, `${head}${own}${rest}`];
}

function normalize(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).href : undefined;
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/**
 * The query as Node's old `querystring` reads and writes it, after which some of Twilio's own services take: names that are
 * there several times stand together, and names that are numbers come first.
 */
function recodeQuery(url: string): string | undefined {
  const at = url.indexOf('?');
  if (at < 0) return undefined;
  const values = Object.create(null) as Record<string, string[]>;
  try {
    for (const pair of url.slice(at + 1).split('&')) {
      if (pair === '') continue;
      const equals = pair.indexOf('=');
      const name = decode(equals < 0 ? pair : pair.slice(0, equals));
      (values[name] ??= []).push(equals < 0 ? '' : decode(pair.slice(equals + 1)));
    }
  } catch {
    return undefined; // a percent sign that encodes nothing
  }
  const pairs = Object.entries(values).flatMap(([name, all]) =>
    all.map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
  );
  return `${url.slice(0, at)}?${pairs.join('&')}`;
}

/**
 * The texts that Twilio may have signed for a URL: with and without port, and, only where it makes a difference, the same
 * of the URL normalised and of its query written anew. At most six, the likely ones first, and each made only when it is
 * asked for: the first one mostly is it. Which one it is depends on the product; read in `webhooks.js` of twilio 6.2.0,
 * which tries them all.
 */
export function* toUrlForms(url: string): Generator<string, void> {
  const known = new Set<string>();
  function* further(form: string): Generator<string, void> {
    for (const text of withAndWithoutPort(form)) {
      if (!known.has(text)) yield text;
      known.add(text);
    }
  }

  const bare = url.replace(/#.*$/s, '');
  yield* further(bare);
  const normal = normalize(bare) ?? bare;
  yield* further(normal);
  yield* further(recodeQuery(normal) ?? normal);
}

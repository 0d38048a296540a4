import { parse, stringify } from 'node:querystring';
import fc, { type Arbitrary } from 'fast-check';
import { type Change, oneEdit } from '../changes/change.ts';

const schemes = fc.constantFrom('https', 'https', 'https', 'http', 'http', 'HTTPS');
const users = fc.constantFrom('', '', '', '', 'u@', 'u:p@', 'u:p%40@');
const hosts = fc.constantFrom('shop.test', 'shop.test', 'Shop.test', '[::1]', '10.0.0.1');
const ports = fc.constantFrom('', '', '', ':443', ':80', ':8443');
const paths = fc.constantFrom('/x', '/x', '/x/', '/', '', '/x/../y', "/it's", '/é', '/%27', '/a b');
const queries = fc.oneof(
  fc.constantFrom('', '?a=1', '?a=1&b=2', '?b=2&a=1', "?q=It's", '?q=a+b', '?q=%20:', '?q=é', '?q=%C3%A9', '?a', '?'),
  fc.constantFrom(
    '?a=1&b=2&a=3',
    '?a=1&&b=2',
    '?a=1&',
    '?=1',
    '?a==1',
    '?a=%',
    '?a=%FF',
    '?bodySHA256=00',
    '??a=1',
    '?a=/@:',
  ),
  fc.webQueryParameters({ size: 'small' }).map((query) => `?${query}`),
);
const odd = fc.constantFrom(
  'ftp://shop.test/x',
  '/x',
  '',
  'https://',
  'https://a:b/',
  'https://a.test:/x',
  'https://a@b@c/x',
  'https://a.test/x#f',
);

/** URLs as Twilio may be told to call: with ports, user info, and queries in every spelling. */
export const urls: Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc
      .tuple(schemes, users, hosts, ports, paths, queries)
      .map(([scheme, user, host, port, path, query]) => `${scheme}://${user}${host}${port}${path}${query}`),
    weight: 20,
  },
  { arbitrary: odd, weight: 1 },
);

const PORT = /^([a-z][a-z\d+.-]*:\/\/(?:[^/?#]*@)?(?:\[[^\]/?#]*\]|[^/?#:@[]*))(:[^/?#]*)?/i;

const withoutPort = (url: string): string => url.replace(PORT, '$1');
const withUsualPort = (url: string): string =>
  url.replace(PORT, (_, head: string, port = '') => head + (port || (/^https:/i.test(head) ? ':443' : ':80')));

function normalise(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

/** The query as the old `querystring` of Node writes it: names that are there twice stand together. */
function rewriteQuery(url: string): string {
  const at = url.indexOf('?');
  return at < 0 || at === url.length - 1 ? url : `${url.slice(0, at)}?${stringify(parse(url.slice(at + 1)))}`;
}

/** Every text that Twilio may have signed for a URL, by the vendor's account, each by what was done to it. */
export const URL_FORMS: Readonly<Record<string, (url: string) => string>> = {
  'as it is': (url) => url,
  'without port': withoutPort,
  'with the usual port': withUsualPort,
  normalised: (url) => withoutPort(normalise(url)),
  'normalised, with the usual port': (url) => withUsualPort(normalise(url)),
  'with its query written anew': (url) => rewriteQuery(withoutPort(normalise(url))),
  'with its query written anew and the usual port': (url) => rewriteQuery(withUsualPort(normalise(url))),
};

/** All of them, of the URL without its fragment, which is never sent. */
export const formsOf = (url: string): readonly string[] =>
  Object.values(URL_FORMS).map((toForm) => toForm(url.replace(/#.*$/s, '')));

const urlEdits = oneEdit<string>({
  'another order of the query': (url) =>
    url.replace(/\?(.*)$/, (_, query: string) => `?${query.split('&').toReversed().join('&')}`),
  'port added': (url) => url.replace(/^(https?:\/\/[^/?#:@]+)(?=[/?]|$)/i, '$1:443'),
  'another port': (url) => url.replace(/^(https?:\/\/[^/?#:@]+)(?=[/?]|$)/i, '$1:8443'),
  'port taken off': (url) => url.replace(/:\d+(?=[/?]|$)/, ''),
  'a fragment': (url) => `${url}#rc=3`,
  'another path': (url) => url.replace(/\/x/, '/y'),
  'http for https': (url) => url.replace('https', 'http'),
  'user taken off': (url) => url.replace(/\/\/[^/@]*@/, '//'),
  'spaces written anew': (url) => url.replaceAll('%20', '+'),
  'percent signs off': (url) => url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'body hash off': (url) => url.replace(/.bodySHA256=[0-9a-f]*/, ''),
  'body hash in upper case': (url) =>
    url.replace(/bodySHA256=[0-9a-f]*/, (text) => text.toUpperCase().replace('BODY', 'body')),
  'body hash twice': (url) => `${url}&bodySHA256=00`,
  'body hash before': (url) => url.replace('?', '?bodySHA256=00&'),
  'body hash behind another name': (url) => url.replace('bodySHA256', 'xbodySHA256'),
});

/** What proxies and people do to URLs. */
export const urlChanges: Arbitrary<Change> = urlEdits.map(([name, edit]) => ({
  name: `url: ${name}`,
  apply: (attempt) => ({ ...attempt, url: edit(attempt.url) }),
}));

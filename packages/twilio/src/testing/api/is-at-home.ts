/** On which of Twilio's hosts each path is. Read in `lib/rest/*Base.js` of twilio@6.2.0. */
const HOMES: readonly (readonly [path: RegExp, product: string])[] = [
  [/^\/2010-04-01\//, 'api'],
  [/^\/v2\/Services(?:\/|$)/, 'verify'],
  [/^\/v1\/Services(?:\/|$)/, 'messaging'],
  [/^\/v1\/Rooms(?:\/|$)/, 'video'],
  [/^\/v1\/Content(?:\/|$)/, 'content'],
];

/** Whether a path is asked for on the host that has it. Where one host stands for all of Twilio's, every path is at home. */
export function isAtHome({ hostname, pathname }: URL): boolean {
  if (!hostname.endsWith('.twilio.com')) return true;
  const [product] = hostname.split('.');
  return HOMES.some(([path, home]) => home === product && path.test(pathname));
}

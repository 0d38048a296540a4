/** Whether a request reads, and so may be asked of any host again, or writes. */
export type Traffic = 'read' | 'write';

/** The origins that serve an application, in the order in which they are tried. */
export type HostLists = Readonly<Record<Traffic, readonly string[]>>;

/**
 * The two origins that the SDK is told of: the first ones of Algolia's own lists. Which of them it addresses tells whether
 * it takes a request for a read; the others are our business. Host names are compared as URLs write them, in lower case.
 */
export function toSdkHosts(applicationId: string): Readonly<Record<Traffic, string>> {
  const name = applicationId.toLowerCase();
  return { read: `${name}-dsn.algolia.net`, write: `${name}.algolia.net` };
}

/**
 * Algolia's hosts of an application. The three on another domain are tried in an order of chance, so that a failing first
 * host does not send everybody to the same second one. Read in `getDefaultHosts` of @algolia/client-search@5.64.0.
 */
export function toAlgoliaHosts(applicationId: string, random: () => number): HostLists {
  const name = applicationId.toLowerCase();
  const first = toSdkHosts(applicationId);
  const others = [1, 2, 3]
    .map((number) => ({ origin: `https://${name}-${number}.algolianet.com`, order: random() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ origin }) => origin);
  return { read: [`https://${first.read}`, ...others], write: [`https://${first.write}`, ...others] };
}

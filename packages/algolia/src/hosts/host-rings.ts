import type { HostLists, Traffic } from './algolia-hosts.js';
import type { HostRing } from './host-ring.js';

/** The rings of all applications that the SDK's client asks. */
export interface HostRings {
  of(applicationId: string): HostRing;
  /** The ring whose host a URL names; undefined for what no ring knows. */
  find(url: URL, applicationId: string | undefined): { readonly ring: HostRing; readonly traffic: Traffic } | undefined;
}

/**
 * One ring for each application: the SDK's client can also write to another application than its own, as
 * `accountCopyIndex` does, and addresses our hosts for it.
 */
export function createHostRings(
  toLists: (applicationId: string) => HostLists,
  create: (lists: HostLists) => HostRing,
): HostRings {
  const rings = new Map<string, HostRing>();
  const of = (applicationId: string): HostRing => {
    const found = rings.get(applicationId) ?? create(toLists(applicationId));
    rings.set(applicationId, found);
    return found;
  };
  return {
    of,
    find: ({ host }, applicationId) => {
      if (applicationId === undefined || !/^[a-z0-9]+(?:-dsn)?\.algolia\.net$/.test(host)) return undefined;
      return { ring: of(applicationId), traffic: host.endsWith('-dsn.algolia.net') ? 'read' : 'write' };
    },
  };
}

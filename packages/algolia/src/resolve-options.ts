import { configureIntegration, type ExternalServiceIntegration, type Issue } from '@breakwater/core';
import { algoliaDefinition } from './definition.js';
import { type HostLists, toAlgoliaHosts, toSdkHosts } from './hosts/algolia-hosts.js';
import { type AlgoliaOptions, parseAlgoliaOptions, type ResolvedAlgoliaOptions } from './options.js';

/** The options of an integration, the definition that they make, and where its requests go. */
export interface AlgoliaConfiguration {
  readonly options: ResolvedAlgoliaOptions;
  readonly definition: ExternalServiceIntegration<'algolia'>;
  /** Hosts that stand for those of every application; undefined: Algolia's own. */
  readonly hosts: HostLists | undefined;
}

/** Checks the options to the end. @throws IntegrationError `CONFIGURATION` that names each wrong option */
export function resolveOptions(given: AlgoliaOptions): AlgoliaConfiguration {
  const issues: Issue[] = [];
  const options = parseAlgoliaOptions(given, issues);
  const origins = (options.hosts ?? (options.baseUrl === undefined ? [] : [options.baseUrl])).map(toOrigin);
  const [first = `https://${toSdkHosts(String(options.applicationId)).write}`] = origins;
  // What the options say of hosts is checked above; the URL that follows from it has nothing to add.
  const baseUrl = URL.canParse(first) ? first : 'https://algolia.net';
  const definition = configureIntegration(algoliaDefinition, { ...options, baseUrl }, issues, 'createAlgolia');
  return { options, definition, hosts: origins.length === 0 ? undefined : { read: origins, write: origins } };
}

const toOrigin = (text: string): string => (URL.canParse(text) ? new URL(text).origin : text);

/** The hosts of an application: those of the options, which stand for all, or Algolia's own. */
export function toHostLists(hosts: HostLists | undefined, applicationId: string, random: () => number): HostLists {
  return hosts ?? toAlgoliaHosts(applicationId, random);
}

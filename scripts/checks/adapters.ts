import type { WorkspacePackage } from './workspace.ts';

/** Packages that are no adapters. Every other one must have the rooms of an adapter and run the contract suite. */
const NOT_ADAPTERS: ReadonlySet<string> = new Set([
  'core',
  'testing',
  'sentry', // telemetry sink over the application's own Sentry
  'opentelemetry', // telemetry sink
  'sqlite', // inbox store
  'postgres', // inbox store
  'redis', // shared state and inbox store
  'bullmq', // dispatcher
  'dashboard', // page
]);

/** Adapters whose vendor sends no webhooks: they have no `webhooks` room, and their README says so. */
const WITHOUT_WEBHOOKS: ReadonlySet<string> = new Set(['algolia', 'ga4']);

/** Whether a package connects a vendor, and so must look like every other adapter. */
export function isAdapter(entry: WorkspacePackage): boolean {
  return entry.path.startsWith('packages/') && !NOT_ADAPTERS.has(entry.folder);
}

/**
 * Whether a package has nothing but its `webhooks` room yet: a private one that offers only that. It is built, tested and
 * checked like the others, and not published.
 */
export function hasOnlyWebhooks({ manifest }: WorkspacePackage): boolean {
  const entries = Object.keys(manifest.exports ?? {});
  return manifest.private === true && entries.every((name) => name === './webhooks' || name === './package.json');
}

/** Whether the vendor of an adapter sends webhooks. */
export function hasWebhooks(folder: string): boolean {
  return !WITHOUT_WEBHOOKS.has(folder);
}

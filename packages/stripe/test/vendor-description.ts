import { existsSync, readFileSync } from 'node:fs';

/** A vendor's description of its API, where it is at hand. */
export interface VendorDescription<Description> {
  /** Undefined where it is not at hand. */
  readonly description: Description | undefined;
  /** The one line that a skipped test shows. */
  readonly absence: string;
  /** Where the description is known to be wrong. */
  readonly deviations: readonly { readonly operation: string; readonly where: string; readonly why: string }[];
}

// Vendors' descriptions lie beside the repository where they are at hand; they are not part of it.
const folder = new URL('../../../../shared/vendor-specs/', import.meta.url);

/**
 * Reads the description of a vendor.
 *
 * @param name of its file, without `.json`
 */
export function readVendorDescription<Description>(name: string): VendorDescription<Description> {
  const file = new URL(`${name}.json`, folder);
  const known = new URL('known-deviations.json', folder);
  const read = (url: URL): unknown => (existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : undefined);
  const deviations = (read(known) ?? {}) as Record<string, VendorDescription<Description>['deviations']>;
  return {
    description: read(file) as Description | undefined,
    absence: `No vendor-specs/${name}.json beside the repository: nothing is compared with the vendor's description.`,
    deviations: deviations[name] ?? [],
  };
}

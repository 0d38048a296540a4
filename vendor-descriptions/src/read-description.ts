import { existsSync, readFileSync } from 'node:fs';
import { type DescribedOperation, listOperations } from './operations.js';

/** A vendor's description of its API. */
export interface VendorDescription {
  /** Whether it is at hand. */
  readonly isPresent: boolean;
  /** The one line that a skipped test shows. */
  readonly absence: string;
  /** As it is written; empty where it is not at hand. */
  readonly document: Readonly<Record<string, unknown>>;
  /** Empty where it is not at hand. */
  readonly operations: readonly DescribedOperation[];
  /** What a request is for, by its method and path; a literal segment goes before a parameter. */
  find(method: string, path: string): DescribedOperation | undefined;
  /** Where it is known to be wrong. */
  readonly deviations: readonly KnownDeviation[];
}

/** A place where a description says what its vendor does not do. */
export interface KnownDeviation {
  readonly operation: string;
  readonly where: string;
  readonly why: string;
}

// Vendors' descriptions lie beside the repository where they are at hand; they are not part of it.
const FOLDER = new URL('../../../shared/vendor-specs/', import.meta.url);

/**
 * Reads the description of a vendor.
 *
 * @param name of its file, without `.json`
 */
export function readDescription(name: string, folder: URL = FOLDER): VendorDescription {
  const read = (file: string): Record<string, unknown> | undefined => {
    const url = new URL(`${file}.json`, folder);
    return existsSync(url) ? (JSON.parse(readFileSync(url, 'utf8')) as Record<string, unknown>) : undefined;
  };
  const document = read(name);
  const operations = listOperations(document ?? {});
  const deviations = read('known-deviations')?.[name] as readonly KnownDeviation[] | undefined;
  return {
    isPresent: document !== undefined,
    absence: `No vendor-specs/${name}.json beside the repository: nothing is compared with the vendor's description.`,
    document: document ?? {},
    operations,
    find: (method, path) =>
      operations
        .filter((one) => one.method === method && fits(one.path, path))
        .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0],
    deviations: deviations ?? [],
  };
}

function fits(template: string, path: string): boolean {
  const parts = template.split('/');
  const given = path.split('/');
  return parts.length === given.length && parts.every((part, index) => toPattern(part).test(given[index] ?? ''));
}

/** A segment such as `{Sid}.json`. */
function toPattern(segment: string): RegExp {
  const literals = segment.split(/\{\w+\}/).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.+')}$`);
}

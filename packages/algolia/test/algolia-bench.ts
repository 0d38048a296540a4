import {
  type AlgoliaIntegration,
  type AlgoliaOptions,
  createAlgolia,
  type IndexDefinition,
  index,
} from '@breakwater/algolia';
import { type AlgoliaEmulator, type AlgoliaEmulatorOptions, createAlgoliaEmulator } from '@breakwater/algolia/testing';
import { type IntegrationError, type IntegrationEvent, isIntegrationError } from '@breakwater/core';
import { createVirtualClock, toFetch, type VirtualClock } from '@breakwater/testing';

export interface Service {
  readonly objectID: string;
  readonly name: string;
  readonly category: string;
  readonly price: number;
  readonly tags: readonly string[];
  readonly visits?: number | undefined;
}

type Indexes = { readonly services: IndexDefinition<Service> };

export const definitions: Indexes = {
  services: index<Service>({
    searchableAttributes: ['name', 'unordered(category)'],
    attributesForFaceting: ['category', 'searchable(tags)', 'filterOnly(price)'],
    customRanking: ['asc(price)'],
  }),
};

export const haircut: Service = {
  objectID: '1',
  name: 'Haircut',
  category: 'Hair',
  price: 35,
  tags: ['short', 'long'],
};
export const color: Service = { objectID: '2', name: 'Hair color', category: 'Hair', price: 80, tags: ['long'] };
export const massage: Service = { objectID: '3', name: 'Massage', category: 'Body', price: 60, tags: [] };

export interface Bench {
  readonly algolia: AlgoliaIntegration<Indexes>;
  readonly services: AlgoliaIntegration<Indexes>['indexes']['services'];
  readonly emulator: AlgoliaEmulator;
  readonly clock: VirtualClock;
  readonly events: readonly IntegrationEvent[];
  /** Runs to the end in virtual time. */
  settle<T>(promise: Promise<T>): Promise<T>;
  /** Runs what must fail, and gives the error. */
  fail(promise: Promise<unknown>): Promise<IntegrationError>;
}

/** Takes all that an iterator gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Stands between the adapter and the emulator. */
export type Intercept = (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;

/** The adapter beside the emulator, on a virtual clock, with the SDK loaded. */
export async function createBench(
  options: Partial<AlgoliaOptions<Indexes>> = {},
  emulated: AlgoliaEmulatorOptions = {},
  intercept: Intercept = (fetch) => fetch,
): Promise<Bench> {
  const clock = createVirtualClock();
  const emulator = createAlgoliaEmulator({ clock, ...emulated });
  const events: IntegrationEvent[] = [];
  const algolia = createAlgolia<Indexes>({
    applicationId: 'EMULATED',
    apiKey: 'emulated-key',
    indexes: definitions,
    clock,
    random: () => 0.5,
    fetch: intercept(toFetch(emulator)),
    telemetry: { emit: (event) => void events.push(event) },
    ...options,
  });
  await algolia.client();
  return {
    algolia,
    services: algolia.indexes.services,
    emulator,
    clock,
    events,
    settle: (promise) => clock.settle(promise),
    async fail(promise) {
      const error: unknown = await clock.settle(promise).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      if (isIntegrationError(error)) return error;
      throw new Error(`It did not fail with an IntegrationError, but with ${String(error)}`);
    },
  };
}

/** A bench whose index has its settings and three services. */
export async function createFilledBench(
  options: Partial<AlgoliaOptions<Indexes>> = {},
  emulated: AlgoliaEmulatorOptions = {},
  intercept?: Intercept,
): Promise<Bench> {
  const bench = await createBench(options, emulated, intercept);
  await bench.settle(bench.services.sync());
  await bench.settle(bench.services.saveMany([haircut, color, massage]));
  bench.emulator.publish();
  return bench;
}

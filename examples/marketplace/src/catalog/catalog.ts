import { type AlgoliaIntegration, createAlgolia, type IndexDefinition, index } from '@breakwater/algolia';
import type { Telemetry } from '@breakwater/core';
import { type Routes, refuse } from '../route.ts';
import type { Store } from '../store/open-store.ts';

/** What is offered. A type and no interface: Algolia's records may have any further attribute. */
export type Service = {
  readonly objectID: string;
  readonly name: string;
  readonly category: string;
  /** In cents. */
  readonly price: number;
  /** The address of whoever offers it. */
  readonly seller: string;
};

const indexes: { readonly services: IndexDefinition<Service> } = {
  services: index<Service>({
    searchableAttributes: ['name'],
    attributesForFaceting: ['category'],
    customRanking: ['asc(price)'],
  }),
};

/** The services of the marketplace, found by Algolia. */
export interface Catalog {
  readonly algolia: AlgoliaIntegration<typeof indexes>;
  readonly routes: Routes;
  find(serviceId: string): Promise<Service | undefined>;
}

/** What {@link createCatalog} needs. */
export interface CatalogOptions {
  readonly applicationId: string;
  readonly apiKey: string;
  readonly hosts: readonly string[];
  readonly store: Store;
  readonly telemetry: readonly Telemetry[];
}

/** Makes the {@link Catalog}. */
export function createCatalog({ store, ...options }: CatalogOptions): Catalog {
  const algolia = createAlgolia({ ...options, indexes });
  const { services } = algolia.indexes;
  return {
    algolia,
    find: (serviceId) => services.find(serviceId),
    routes: {
      '/publish': async (service: Service, visitor) => {
        if (!visitor.may('org:services:publish')) return refuse('org:services:publish');
        const { published } = await services.save(service, { wait: true });
        const replace = 'INSERT OR REPLACE INTO service (id, name, price) VALUES (?, ?, ?)';
        await store.write(replace, [service.objectID, service.name, service.price]);
        return { published };
      },
      '/search': async ({ query, category }: { readonly query: string; readonly category: string }) => {
        const filter = services.where.is('category', category);
        const { hits, total } = await services.search(query, { filter });
        return { total, found: hits.map(({ objectID }) => objectID) };
      },
    },
  };
}

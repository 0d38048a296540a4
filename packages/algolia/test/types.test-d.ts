import { createAlgolia, type Filter, index, type SearchPage, type WriteReceipt } from '@breakwater/algolia';
import type { Algoliasearch, Hit } from 'algoliasearch';
import { expectTypeOf } from 'vitest';

interface Service {
  readonly objectID: string;
  readonly name: string;
  readonly category?: string | undefined;
  readonly price: number;
  readonly open: boolean;
  readonly tags: readonly string[];
  readonly provider: { readonly name: string; readonly rating: number };
}

interface City {
  readonly objectID: string;
  readonly country: string;
}

const algolia = createAlgolia({
  applicationId: 'APPLICATION',
  apiKey: 'key',
  indexes: {
    services: index<Service>({
      searchableAttributes: ['name', 'unordered(provider.name)', 'name,tags'],
      attributesForFaceting: ['category', 'filterOnly(tags)', 'searchable(provider.name)'],
      customRanking: ['desc(provider.rating)', 'asc(price)'],
      ranking: ['typo', 'custom', 'desc(price)'],
      hitsPerPage: 30,
    }),
    cities: index<City>({}, { name: 'cities_v2' }),
  },
});
const { services, cities } = algolia.indexes;
const { where } = services;

expectTypeOf(algolia.name).toEqualTypeOf<'algolia'>();
expectTypeOf(algolia.client()).resolves.toEqualTypeOf<Algoliasearch>();
expectTypeOf(services.save).returns.resolves.toEqualTypeOf<WriteReceipt>();
expectTypeOf(services.search('')).resolves.toEqualTypeOf<SearchPage<Service>>();
expectTypeOf<SearchPage<Service>['hits'][number]>().toEqualTypeOf<Hit<Service>>();
expectTypeOf(cities.find('1')).resolves.toEqualTypeOf<City | undefined>();
expectTypeOf(cities.browse()).toEqualTypeOf<AsyncIterable<City>>();
expectTypeOf(where.all(where.is('category', 'hair'), where.any(where.is('tags', 'a')))).toEqualTypeOf<
  Filter<Service>
>();

where.any(where.compare('price', '<', 3), where.between('provider.rating', 1, 2));
where.not(where.is('open', true));
void services.partialUpdate('1', {
  price: { _operation: 'Increment', value: 1 },
  tags: { _operation: 'Add', value: 'a' },
});
void services.partialUpdate('1', { name: 'Haircut' });

// @ts-expect-error there is no such attribute to search in
index<Service>({ searchableAttributes: ['title'] });

// @ts-expect-error an object is no facet
index<Service>({ attributesForFaceting: ['provider'] });

// @ts-expect-error there is no such order
index<Service>({ customRanking: ['up(price)'] });

// @ts-expect-error a record needs an id
index<{ readonly name: string }>({});

// @ts-expect-error there is no such index
void algolia.indexes.people;

// @ts-expect-error the record lacks attributes
void services.save({ objectID: '1', name: 'Haircut' });

// @ts-expect-error a text is no number
where.compare('name', '<', 3);

// @ts-expect-error the category is a text
where.is('category', 3);

// @ts-expect-error facets and numbers are not joined by OR
where.any(where.is('category', 'hair'), where.compare('price', '<', 3));

// @ts-expect-error a group is not negated
where.not(where.any(where.is('category', 'hair')));

// @ts-expect-error a text is not incremented
void services.partialUpdate('1', { name: { _operation: 'Increment', value: 1 } });

// @ts-expect-error the id of a record stays
void services.partialUpdate('1', { objectID: '2' });

// @ts-expect-error a filter of another index
void cities.search('', { filter: where.is('category', 'hair') });

// @ts-expect-error an event names an index that is known
void algolia.insights.push([{ type: 'view', name: 'Seen', index: 'people', userToken: 'u', objectIDs: ['1'] }]);

// @ts-expect-error unknown options are refused
createAlgolia({ applicationId: 'APPLICATION', apiKey: 'key', retries: 3 });

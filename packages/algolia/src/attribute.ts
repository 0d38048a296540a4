/** A record of an index: it has the id that Algolia addresses it by. */
export interface AlgoliaRecord {
  /** Chosen by you, unique in the index, 1 to 512 bytes. */
  readonly objectID: string;
}

/** Depth down to which attributes are named, counted down. */
type Deeper = { readonly 3: 2; readonly 2: 1; readonly 1: 0 };
type Depth = keyof Deeper | 0;

type Scalar = string | number | boolean;
type Item<T> = NonNullable<T> extends readonly (infer I)[] ? NonNullable<I> : NonNullable<T>;

/** The names of attributes whose values, or items of whose lists, are `Kind`; nested ones with dots, three levels deep. */
type NameOf<T, Kind, D extends Depth = 3> = {
  [K in keyof T & string]:
    | (Item<T[K]> extends Kind ? K : never)
    | (D extends keyof Deeper
        ? Item<T[K]> extends Scalar
          ? never
          : Item<T[K]> extends object
            ? `${K}.${NameOf<Item<T[K]>, Kind, Deeper[D]>}`
            : never
        : never);
}[keyof T & string];

/** The name of any attribute of a record. */
export type Attribute<T> = NameOf<T, unknown>;

/** The name of an attribute that can be a facet: texts, numbers, booleans and lists of them. */
export type FacetAttribute<T> = NameOf<T, Scalar>;

/** The name of an attribute that holds numbers. Keep times as numbers too: a Date becomes a text, which has no order. */
export type NumericAttribute<T> = NameOf<T, number>;

/** What an attribute with this name holds; the item where it holds a list. */
export type ValueOf<T, Name extends string> = Name extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? ValueOf<Item<T[Head]>, Rest>
    : never
  : Name extends keyof T
    ? Item<T[Name]>
    : never;

import type { OptionalShape, Shape } from '@breakwater/core';

/** The rules for the fields of `T`, to be put into `shape.object` together with others. */
export type ShapeFields<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalShape<Exclude<T[K], undefined>> : Shape<T[K]>;
};

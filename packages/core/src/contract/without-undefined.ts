type OptionalKey<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** `T` with `undefined` taken out: a property that could hold it may be absent instead. */
export type WithoutUndefined<T> = { [K in Exclude<keyof T, OptionalKey<T>>]: T[K] } & {
  [K in OptionalKey<T>]?: Exclude<T[K], undefined>;
};

/**
 * A copy without the properties that are undefined: an option that is undefined is an option that was not given. Under
 * `exactOptionalPropertyTypes` the parameters of an SDK may lack a property, but may not hold undefined in it.
 */
export function withoutUndefined<T extends object>(value: T): WithoutUndefined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as WithoutUndefined<T>;
}

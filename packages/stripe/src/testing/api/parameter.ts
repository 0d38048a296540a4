import type { FormMap, FormValue } from './form-data.js';
import { invalidRequest, parameterMissing } from './stripe-api-error.js';

/** What parsing notes beside its result. */
export interface ParameterNotes {
  /** Names of parameters that Stripe knows and that have no effect on the emulator. */
  readonly unsimulated: Set<string>;
}

/** How one parameter is read. */
export interface Parameter<T> {
  readonly required: boolean;
  /** `name` is the full one, `items[0][price]`. Throws the refusal that Stripe answers. */
  parse(value: FormValue, name: string, notes: ParameterNotes): T;
}

/** A parameter that Stripe refuses to go without. */
export interface RequiredParameter<T> extends Parameter<T> {
  readonly required: true;
}

/** The parameters of a request, or of a nested hash, by name. */
export type ParameterShape = Readonly<Record<string, Parameter<unknown>>>;

type ValueOf<P> = P extends Parameter<infer T> ? T : never;
type RequiredNames<S> = { [K in keyof S]: S[K] extends RequiredParameter<unknown> ? K : never }[keyof S];

/** What a shape yields. */
export type Parsed<S extends ParameterShape> = {
  readonly [K in RequiredNames<S>]: ValueOf<S[K]>;
} & {
  readonly [K in Exclude<keyof S, RequiredNames<S>>]?: ValueOf<S[K]> | undefined;
};

/** Marks a parameter as one that must be given. */
export function required<T>(parameter: Parameter<T>): RequiredParameter<T> {
  return { required: true, parse: parameter.parse.bind(parameter) };
}

/** Reads a whole shape: unknown names are refused first, then what is missing, then each value. */
export function parseParameters<S extends ParameterShape>(
  shape: S,
  form: FormMap,
  notes: ParameterNotes,
  prefix?: string,
): Parsed<S> {
  const fullName = (key: string): string => (prefix === undefined ? key : `${prefix}[${key}]`);
  const unknown = [...form.keys()].filter((key) => !Object.hasOwn(shape, key)).map(fullName);
  const [firstUnknown] = unknown;
  if (firstUnknown !== undefined) {
    const message = `Received unknown parameter${unknown.length > 1 ? 's' : ''}: ${unknown.join(', ')}`;
    throw invalidRequest(message, { code: 'parameter_unknown', param: firstUnknown });
  }
  const parsed: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(shape)) {
    const value = form.get(key);
    if (value !== undefined) parsed[key] = parameter.parse(value, fullName(key), notes);
    else if (parameter.required) throw parameterMissing(fullName(key));
  }
  return parsed as Parsed<S>;
}

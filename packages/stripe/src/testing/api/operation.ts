import type { StripeState } from '../state/stripe-state.js';
import type { FormMap } from './form-data.js';
import { type ParameterNotes, type ParameterShape, type Parsed, parseParameters } from './parameter.js';

/** What an operation works with. */
export interface OperationCall<S extends ParameterShape> {
  readonly state: StripeState;
  readonly parameters: Parsed<S>;
  /** A parameter of the path. */
  readonly id: string;
}

/** A request that has passed validation. */
export interface PreparedOperation {
  readonly expand: readonly string[];
  execute(state: StripeState, id: string): object;
}

/** One endpoint. */
export interface Operation {
  /** `POST /v1/refunds/{refund}` */
  readonly route: string;
  /** The `object` that it answers, for checking `expand`; a list says what it lists. */
  readonly answers: string;
  readonly shape: ParameterShape;
  /** Whether it can change anything. */
  readonly mutates: boolean;
  /** Reads the parameters. Throws the refusal of malformed ones; nothing is changed yet. */
  prepare(form: FormMap, notes: ParameterNotes): PreparedOperation;
}

/** Defines an endpoint. `run` changes the state synchronously: no other request can see it half done. */
export function operation<S extends ParameterShape>(
  route: `${'GET' | 'POST' | 'DELETE'} /${'v1' | 'v2'}/${string}`,
  answers: string,
  shape: S,
  run: (call: OperationCall<S>) => object,
): Operation {
  return {
    route,
    answers,
    shape,
    mutates: !route.startsWith('GET ') && !route.endsWith('/create_preview'),
    prepare(form, notes) {
      const parameters = parseParameters(shape, form, notes);
      const { expand } = parameters as { readonly expand?: readonly string[] };
      return { expand: expand ?? [], execute: (state, id) => run({ state, parameters, id }) };
    },
  };
}

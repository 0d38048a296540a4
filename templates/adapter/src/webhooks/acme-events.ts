/** An event about an order. */
export interface OrderEvent<Type extends string> {
  readonly id: string;
  readonly type: Type;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly order: { readonly id: string; readonly item: string; readonly quantity: number };
}

/** What Acme sends, by the type of the event. */
export interface AcmeEvents {
  readonly 'order.placed': OrderEvent<'order.placed'>;
  readonly 'order.shipped': OrderEvent<'order.shipped'>;
}

import { automaticTax, expand, openHash } from '../api/common-parameters.js';
import { type Parameter, required } from '../api/parameter.js';
import { clearable, flag, hash, ignored, integer, list, nonEmpty, oneOf, text } from '../api/parameter-kinds.js';

const adjustable = hash({ enabled: required(flag()), maximum: integer(), minimum: integer() });
const message = clearable(hash({ message: required(text(1_200)) }));
const image = hash({ file: text(), type: required(oneOf('file', 'url')), url: text() });
const nameField = hash({ enabled: required(flag()), optional: flag() });

/** Parameters that decide how the page looks and what it asks. They are accepted and have no effect. */
export const pageParameters: {
  readonly adaptive_pricing: Parameter<unknown>;
  readonly after_expiration: Parameter<unknown>;
  readonly automatic_tax: Parameter<unknown>;
  readonly branding_settings: Parameter<unknown>;
  readonly consent_collection: Parameter<unknown>;
  readonly custom_fields: Parameter<unknown>;
  readonly custom_text: Parameter<unknown>;
  readonly customer_update: Parameter<unknown>;
  readonly discounts: Parameter<unknown>;
  readonly expand: Parameter<string[]>;
  readonly invoice_creation: Parameter<unknown>;
  readonly managed_payments: Parameter<unknown>;
  readonly name_collection: Parameter<unknown>;
  readonly optional_items: Parameter<unknown>;
  readonly payment_method_data: Parameter<unknown>;
  readonly payment_method_options: Parameter<unknown>;
  readonly permissions: Parameter<unknown>;
  readonly phone_number_collection: Parameter<unknown>;
  readonly saved_payment_method_options: Parameter<unknown>;
  readonly shipping_address_collection: Parameter<unknown>;
  readonly shipping_options: Parameter<unknown>;
  readonly tax_id_collection: Parameter<unknown>;
  readonly wallet_options: Parameter<unknown>;
} = {
  adaptive_pricing: ignored(hash({ enabled: flag() })),
  after_expiration: ignored(hash({ recovery: hash({ allow_promotion_codes: flag(), enabled: required(flag()) }) })),
  automatic_tax: automaticTax,
  branding_settings: ignored(
    hash({
      background_color: text(),
      border_style: clearable(oneOf('pill', 'rectangular', 'rounded')),
      button_color: text(),
      display_name: text(),
      font_family: text(),
      icon: image,
      logo: image,
    }),
  ),
  consent_collection: ignored(
    hash({
      payment_method_reuse_agreement: hash({ position: required(oneOf('auto', 'hidden')) }),
      promotions: oneOf('auto', 'none'),
      terms_of_service: oneOf('none', 'required'),
    }),
  ),
  custom_fields: ignored(list(openHash, 3)),
  custom_text: ignored(
    hash({ after_submit: message, shipping_address: message, submit: message, terms_of_service_acceptance: message }),
  ),
  customer_update: ignored(
    hash({ address: oneOf('auto', 'never'), name: oneOf('auto', 'never'), shipping: oneOf('auto', 'never') }),
  ),
  discounts: ignored(list(hash({ coupon: nonEmpty(), promotion_code: nonEmpty() }))),
  expand,
  invoice_creation: ignored(hash({ enabled: required(flag()), invoice_data: openHash })),
  managed_payments: ignored(hash({ enabled: flag() })),
  name_collection: ignored(hash({ business: nameField, individual: nameField })),
  optional_items: ignored(
    list(hash({ adjustable_quantity: adjustable, price: required(nonEmpty()), quantity: required(integer()) })),
  ),
  payment_method_data: ignored(hash({ allow_redisplay: oneOf('always', 'limited', 'unspecified') })),
  payment_method_options: openHash,
  permissions: ignored(hash({ update_shipping_details: oneOf('client_only', 'server_only') })),
  phone_number_collection: ignored(hash({ enabled: required(flag()) })),
  saved_payment_method_options: ignored(
    hash({
      allow_redisplay_filters: list(oneOf('always', 'limited', 'unspecified')),
      payment_method_remove: oneOf('disabled', 'enabled'),
      payment_method_save: oneOf('disabled', 'enabled'),
    }),
  ),
  shipping_address_collection: ignored(hash({ allowed_countries: required(list(nonEmpty(2), 300)) })),
  shipping_options: ignored(list(hash({ shipping_rate: nonEmpty(), shipping_rate_data: openHash }), 5)),
  tax_id_collection: ignored(hash({ enabled: required(flag()), required: oneOf('if_supported', 'never') })),
  wallet_options: ignored(hash({ link: hash({ display: oneOf('auto', 'never') }) })),
};

import { type TwilioState, toIso } from '../state/twilio-state.js';

/** A service as Twilio answers it. */
export function addVerifyService(state: TwilioState, sid: string, friendlyName: string, codeLength = 6): object {
  const now = toIso(state.now());
  const service = {
    sid,
    account_sid: state.accountSid,
    friendly_name: friendlyName,
    code_length: codeLength,
    lookup_enabled: false,
    psd2_enabled: false,
    skip_sms_to_landlines: false,
    dtmf_input_required: true,
    tts_name: null,
    do_not_share_warning_enabled: false,
    custom_code_enabled: false,
    push: null,
    totp: null,
    default_template_sid: null,
    whatsapp: null,
    passkeys: null,
    verify_event_subscription_enabled: false,
    date_created: now,
    date_updated: now,
    url: `https://verify.twilio.com/v2/Services/${sid}`,
    links: { verifications: `https://verify.twilio.com/v2/Services/${sid}/Verifications` },
  };
  state.verifyServices.set(sid, service);
  return { ...service };
}

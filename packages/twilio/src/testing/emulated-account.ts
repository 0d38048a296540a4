/** The account that an emulator is, unless told otherwise: what to give `createTwilio`. */
export const EMULATED_ACCOUNT: {
  readonly accountSid: string;
  readonly authToken: string;
  readonly fromPhoneNumber: string;
  readonly messagingServiceSid: string;
  readonly verifyServiceSid: string;
} = /* @__PURE__ */ Object.freeze({
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'emulated_auth_token',
  fromPhoneNumber: '+15005550006',
  messagingServiceSid: `MG${'0'.repeat(32)}`,
  verifyServiceSid: `VA${'0'.repeat(32)}`,
});

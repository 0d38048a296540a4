const HIDDEN = '[redacted]';

/**
 * Shapes of credentials that vendors print, whatever the integration, and what replaces them.
 *
 * Each takes time in proportion to the text, also where the text is written to prevent that: a repetition of any length
 * begins after literal characters that it cannot hold itself, or is never followed by anything that could fail, or is
 * tried from one position of a run of its characters only.
 */
export const CREDENTIAL_SHAPES: readonly (readonly [pattern: RegExp, replacement: string])[] = /* @__PURE__ */ (() => [
  // A key of which the end is missing is hidden up to the end of the text.
  [
    /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    HIDDEN,
  ],
  [/\b(Bearer|Basic)\s+[\w.~+/=*-]+/gi, `$1 ${HIDDEN}`],
  // Stripe: secret, restricted, publishable and ephemeral keys, those of an organization, and secrets of webhooks.
  [/(?<![A-Za-z0-9])(?:sk|rk|pk|ek)_(?:org_)?(?:live|test)_[\w*]+/g, HIDDEN],
  [/(?<![A-Za-z0-9])whsec_[\w+/=-]+/g, HIDDEN],
  [/_secret_[A-Za-z0-9%]+/g, `_secret_${HIDDEN}`],
  [/\bSG\.[\w-]+\.[\w-]+/g, HIDDEN],
  // Keys that a prefix tells: GitHub, GitLab, Slack, OpenAI and Anthropic, Google, npm, AWS, Shopify, Mailgun, Mailchimp.
  [/(?<![A-Za-z0-9])(?:gh[oprsu]_|github_pat_|glpat-|sk-|GOCSPX-|ya29\.|xox[a-z]-)[\w.-]{16,}/g, HIDDEN],
  [/(?<![A-Za-z0-9])(?:AIza[\w-]{35}|npm_[A-Za-z0-9]{36})/g, HIDDEN],
  [/(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, HIDDEN],
  [/(?<![A-Za-z0-9])(?:shp(?:at|ca|pa|ss)_|key-)[\da-f]{32}/gi, HIDDEN],
  [/(?<![A-Za-z0-9])[\da-f]{32}-us\d{1,2}/g, HIDDEN],
  // JSON web tokens. Tried at the beginning of a run only, and only where two dots follow, so that the first `eyJ` is it.
  [/(?<![\w-])(?=[\w-]+\.[\w-]*\.)((?:[\w-]*?[_-])??)eyJ[\w-]+(?:\.[\w-]*){2,4}/g, `$1${HIDDEN}`],
  [/(\/\/)[^\s/?#"<>]+@/g, `$1${HIDDEN}@`],
  [
    /([?&#](?:api[_-]?key|api[_-]?secret|(?:access|refresh|id)[_-]?token|client[_-]?secret|token|key|secret|signature|sig|password)=)[^&\s"']+/gi,
    `$1${HIDDEN}`,
  ],
])();

/** How an integration proves who it is. Names the method; never holds the credential itself. */
export type AuthenticationMethod =
  | { readonly type: 'api_key'; readonly header: string }
  | { readonly type: 'bearer_token' }
  | { readonly type: 'basic' }
  | { readonly type: 'oauth2'; readonly clientId: string; readonly scopes: readonly string[] }
  | { readonly type: 'webhook_signature'; readonly header: string };

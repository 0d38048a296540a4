import type { AuthenticationMethod } from './authentication-method.js';
import type { ErrorHandlingConfig } from './error-handling-config.js';
import type { MonitoringConfig } from './monitoring-config.js';
import type { RateLimitConfig } from './rate-limit-config.js';

/** The facts of an integration: plain, frozen data, the same fields for every vendor. */
export interface ExternalServiceIntegration<Name extends string = string> {
  readonly name: Name;
  /** The vendor API version that we speak. */
  readonly version: string;
  readonly baseUrl: string;
  readonly authentication: AuthenticationMethod;
  readonly rateLimiting: RateLimitConfig;
  readonly errorHandling: ErrorHandlingConfig;
  readonly monitoring: MonitoringConfig;
}

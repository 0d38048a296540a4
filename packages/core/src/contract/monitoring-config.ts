/** What an integration tells about itself. */
export interface MonitoringConfig {
  /** Emit events to the given telemetry. @default true */
  readonly enabled: boolean;
  /** A successful call that takes longer is flagged by alert rules, in milliseconds. @default 5_000 */
  readonly slowCallThreshold: number;
}

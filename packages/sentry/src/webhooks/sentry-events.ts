/** Who did it: a user, or an application, as Sentry itself. */
export interface SentryActor {
  readonly type: 'user' | 'application';
  readonly id: string | number;
  readonly name: string;
}

/** The form of every event. */
export interface SentryEvent<Action extends string, Data> {
  readonly action: Action;
  readonly actor: SentryActor;
  readonly data: Data;
  readonly installation: { readonly uuid: string };
}

/** An issue as it was when the request was made, which may be later than the event. */
export interface SentryIssue {
  readonly id: string;
  readonly shortId: string;
  readonly title: string;
  readonly culprit: string | null;
  readonly level: string;
  readonly status: 'resolved' | 'unresolved' | 'ignored';
  /** For example `ongoing`, `escalating`, `regressed`, `new`, `archived_forever`. */
  readonly substatus?: string | null;
  readonly statusDetails: Readonly<Record<string, unknown>>;
  readonly project: { readonly id: string; readonly name: string; readonly slug: string; readonly platform?: string };
  readonly assignedTo: {
    readonly type: string;
    readonly id: string;
    readonly name: string;
    readonly email?: string;
  } | null;
  /** A number, as text. */
  readonly count: string;
  readonly userCount: number;
  /** ISO 8601. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly permalink: string | null;
  readonly platform?: string;
  readonly type?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly url?: string;
  readonly web_url?: string;
  readonly project_url?: string;
}

/** An event that an SDK sent to Sentry. */
export interface SentryErrorEvent {
  readonly event_id: string;
  readonly issue_id: string;
  readonly title: string;
  readonly level: string;
  readonly platform: string;
  readonly project: number;
  readonly culprit?: string | null;
  readonly message?: string;
  readonly release?: string | null;
  readonly environment?: string | null;
  /** ISO 8601. */
  readonly datetime: string;
  readonly tags: readonly (readonly [name: string, value: string])[];
  readonly url: string;
  readonly web_url: string;
  readonly issue_url: string;
  readonly exception?: Readonly<Record<string, unknown>> | null;
  readonly user?: Readonly<Record<string, unknown>> | null;
  /** Where it is no error: a monitor that missed, a metric, and so on. */
  readonly occurrence?: Readonly<Record<string, unknown>>;
}

/** What an issue alert tells. */
export interface SentryEventAlert {
  readonly event: SentryErrorEvent;
  /** Label of the rule. */
  readonly triggered_rule: string;
  /** For integrations with an alert rule action of their own. */
  readonly issue_alert?: {
    readonly id?: string | number;
    readonly title: string;
    readonly settings: readonly { readonly name: string; readonly value: unknown }[];
  };
}

/** What a metric alert tells. */
export interface SentryMetricAlert {
  readonly description_text: string;
  readonly description_title: string;
  readonly web_url: string;
  readonly metric_alert: {
    readonly id: string;
    readonly identifier: string;
    readonly title: string;
    readonly status: number;
    readonly projects: readonly string[];
    readonly organization_id: string;
    readonly date_started: string;
    readonly date_detected: string;
    readonly date_closed: string | null;
    readonly alert_rule: Readonly<Record<string, unknown>> & { readonly id: string; readonly name: string };
  };
}

/** A comment on an issue. */
export interface SentryComment {
  readonly comment_id: number;
  readonly comment: string;
  readonly issue_id: number;
  readonly project_slug: string;
  /** ISO 8601. */
  readonly timestamp: string;
}

/** An installation of a public integration. */
export interface SentryInstallation {
  readonly uuid: string;
  readonly status: string;
  readonly app: { readonly uuid: string; readonly slug: string };
  readonly organization: { readonly slug: string };
  /** A grant to be exchanged for a token: a secret, stored with the body of the event. */
  readonly code?: string;
}

/** A step of Seer's work on an issue. */
export type SentrySeerStep = Readonly<Record<string, unknown>> & {
  readonly run_id: number;
  readonly group_id: number;
};

/** A mobile build that was worked on. */
export type SentryPreprodArtifact = Readonly<Record<string, unknown>> & {
  readonly buildId: string;
  readonly organizationSlug: string;
  readonly projectSlug: string;
  readonly state: 'COMPLETED' | 'FAILED';
};

/** What an alert on the activity of an issue tells. */
export interface SentryActivityAlert {
  readonly issue: SentryIssue;
  readonly activity: Readonly<Record<string, unknown>> & { readonly type: string };
}

type Events<Resource extends string, Action extends string, Data> = {
  readonly [Each in Action as `${Resource}.${Each}`]: SentryEvent<Each, Data>;
};

/**
 * The event for each type, which is the resource (header `Sentry-Hook-Resource`), a dot, and the action in the body: all
 * that docs.sentry.io describes. A newer one reaches `onUnhandled`, or is added here by declaration merging.
 */
export interface SentryEvents
  extends Events<
      'issue',
      'created' | 'resolved' | 'assigned' | 'archived' | 'ignored' | 'unresolved',
      { readonly issue: SentryIssue }
    >,
    Events<'error', 'created', { readonly error: SentryErrorEvent }>,
    Events<'event_alert', 'triggered', SentryEventAlert>,
    Events<'activity_alert', 'triggered', SentryActivityAlert>,
    Events<'metric_alert', 'open' | 'critical' | 'warning' | 'resolved', SentryMetricAlert>,
    Events<'comment', 'created' | 'updated' | 'deleted', SentryComment>,
    Events<'installation', 'created' | 'deleted', { readonly installation: SentryInstallation }>,
    Events<'preprod_artifact', 'size_analysis_completed' | 'build_distribution_completed', SentryPreprodArtifact> {
  readonly [type: `seer.${string}`]: SentryEvent<string, SentrySeerStep>;
}

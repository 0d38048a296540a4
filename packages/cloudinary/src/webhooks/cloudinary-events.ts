/** Who or what caused a notification. */
export interface CloudinaryTrigger {
  /** ISO 8601. */
  readonly triggered_at?: string;
  readonly triggered_by?: { readonly source?: string; readonly id?: string };
}

/** What notifications have in common, and whatever else is in them. */
export interface CloudinaryNotification<Type extends string = string> {
  readonly notification_type: Type;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly request_id?: string;
  readonly asset_id?: string;
  readonly public_id?: string;
  readonly version?: number | string;
  readonly notification_context?: CloudinaryTrigger;
  /** The API key whose secret signed it. */
  readonly signature_key?: string;
  /** In notifications about several assets: a list of them, or a map by id. */
  readonly resources?: readonly unknown[] | Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** An asset was uploaded. */
export interface CloudinaryUpload extends CloudinaryNotification<'upload'> {
  readonly resource_type?: string;
  readonly type?: string;
  readonly format?: string;
  readonly width?: number;
  readonly height?: number;
  readonly bytes?: number;
  readonly url?: string;
  readonly secure_url?: string;
  readonly tags?: readonly string[];
  readonly eager?: readonly unknown[];
}

/** An asset was approved or rejected. */
export interface CloudinaryModeration extends CloudinaryNotification<'moderation'> {
  readonly moderation_kind?: string;
  readonly moderation_status?: string;
  readonly moderation_response?: unknown;
}

/** An asset has another public id. */
export interface CloudinaryRename extends CloudinaryNotification<'rename'> {
  readonly from_public_id?: string;
  readonly to_public_id?: string;
}

/** The types of notifications that are known here. */
export type CloudinaryNotificationType =
  | 'upload'
  | 'eager'
  | 'explode'
  | 'multi'
  | 'sprite'
  | 'generate_archive'
  | 'delete'
  | 'delete_by_token'
  | 'rename'
  | 'move'
  | 'move_or_rename_asset_folder'
  | 'create_folder'
  | 'delete_folder'
  | 'resource_tags_changed'
  | 'resource_context_changed'
  | 'resource_metadata_changed'
  | 'resource_display_name_changed'
  | 'access_control_changed'
  | 'moderation'
  | 'moderation_summary'
  | 'publish'
  | 'restore_asset_version'
  | 'related_assets'
  | 'proof_status_changed'
  | 'bulk_refresh_auto_fetch'
  | 'invalidate_custom_cdn'
  | 'info'
  | 'report'
  | 'error';

type PlainEvents = {
  readonly [Type in Exclude<
    CloudinaryNotificationType,
    'upload' | 'moderation' | 'rename'
  >]: CloudinaryNotification<Type>;
};

/**
 * The notification for each type. Those of a type that is newer than this list reach `onUnhandled`, as do those without a
 * type, which are called `unknown`; add a type by declaration merging.
 */
export interface CloudinaryEvents extends PlainEvents {
  readonly upload: CloudinaryUpload;
  readonly moderation: CloudinaryModeration;
  readonly rename: CloudinaryRename;
}

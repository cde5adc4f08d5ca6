import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instantColumn, platformTable, tenantTable } from '#kernel/db/tables.ts';
import type {
  AccountState,
  Binding,
  CoaKind,
  CoaOutcome,
  LoadState,
  NasVendor,
  PasswordKeeping,
  PriorityClass,
  ProbeOutcome,
  SimultaneousUsePolicy,
  SuspendedAccess,
} from './contract.ts';
import type { CoaVerification, Restriction, Shaping } from './resources.ts';

const octets = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0);

export const nas = tenantTable(
  'nas',
  {
    name: text('name').notNull(),
    /** Canonical text of the address its packets come from; unique in the installation (extra.sql). */
    address: text('address').notNull(),
    vendor: text('vendor').notNull().$type<NasVendor>(),
    coaPort: integer('coa_port').notNull(),
    /** Sealed. */
    sharedSecret: text('shared_secret').notNull(),
    requireMessageAuthenticator: boolean('require_message_authenticator').notNull().default(true),
    /** As `certificateIdentity` spells it; unique in the installation (extra.sql). */
    radsecIdentity: text('radsec_identity'),
    description: text('description').notNull().default(''),
    createdAt: instantColumn('created_at').notNull(),
  },
  (t) => [uniqueIndex('nas_name').on(t.tenantId, t.name)],
  { systemAccess: 'read' },
);

/** What a NAS carries at the moment: kept by the AAA engine with every batch, apart from what people configure. */
export const nasLoad = tenantTable(
  'nas_load',
  {
    nasId: uuid('nas_id').notNull(),
    liveSessions: integer('live_sessions').notNull().default(0),
    downloadBps: octets('download_bps'),
    uploadBps: octets('upload_bps'),
    /** Last verified packet of any kind. */
    lastSeenAt: instantColumn('last_seen_at'),
    /** Last accounting record. */
    measuredAt: instantColumn('measured_at'),
    /** Why packets of it were last not believed, in words. */
    lastProblem: text('last_problem'),
    lastProblemAt: instantColumn('last_problem_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.nasId] })],
  { ownKey: true, systemAccess: 'write' },
);

export const radiusAccount = tenantTable(
  'radius_account',
  {
    username: text('username').notNull(),
    /** Sealed: the clear text, which CHAP and MS-CHAPv2 need, or its salted hash. */
    password: text('password').notNull(),
    passwordKeeping: text('password_keeping').notNull().default('reversible').$type<PasswordKeeping>(),
    subscriptionId: uuid('subscription_id'),
    customerId: uuid('customer_id'),
    customerName: text('customer_name'),
    state: text('state').notNull().default('active').$type<AccountState>(),
    /** What its subscription wants of it, while staff keep it disabled. */
    serviceState: text('service_state').notNull().default('active').$type<Exclude<AccountState, 'disabled'>>(),
    rejectMessage: text('reject_message'),
    downloadKbps: integer('download_kbps').notNull(),
    uploadKbps: integer('upload_kbps').notNull(),
    /** The plan that grants the speed: whose change it follows. */
    planId: uuid('plan_id'),
    bandwidthProfileId: uuid('bandwidth_profile_id'),
    /** Of the profile, as it was when the speed was set. */
    shaping: jsonb('shaping').$type<Shaping>(),
    restriction: jsonb('restriction').$type<Restriction>(),
    framedIpAddress: text('framed_ip_address'),
    framedPool: text('framed_pool'),
    framedIpv6Prefix: text('framed_ipv6_prefix'),
    framedIpv6Address: text('framed_ipv6_address'),
    framedIpv6Pool: text('framed_ipv6_pool'),
    delegatedIpv6Prefix: text('delegated_ipv6_prefix'),
    delegatedIpv6PrefixPool: text('delegated_ipv6_prefix_pool'),
    sessionTimeoutSeconds: integer('session_timeout_seconds'),
    idleTimeoutSeconds: integer('idle_timeout_seconds'),
    /** 0: without limit. */
    simultaneousUse: integer('simultaneous_use').notNull().default(1),
    /** Option 82 as the line must show it; null: not bound. */
    circuitId: text('circuit_id'),
    remoteId: text('remote_id'),
    /** Null: as the tenant's policy says. */
    lineBinding: text('line_binding').$type<Binding>(),
    /** Devices it may log in from, as AA:BB:CC:DD:EE:FF; empty: any. */
    macAddresses: text('mac_addresses').array().notNull().default(sql`'{}'`),
    macBinding: text('mac_binding').$type<Binding>(),
    serviceVlan: integer('service_vlan'),
    customerVlan: integer('customer_vlan'),
    priorityClass: text('priority_class').notNull().default('standard').$type<PriorityClass>(),
    note: text('note').notNull().default(''),
    createdAt: instantColumn('created_at').notNull(),
    search: text('search').generatedAlwaysAs(
      sql`lower(username || ' ' || coalesce(customer_name, '') || ' ' || coalesce(framed_ip_address, '') || ' ' || coalesce(circuit_id, '') || ' ' || coalesce(remote_id, ''))`,
    ),
  },
  (t) => [
    uniqueIndex('radius_account_username').on(t.tenantId, t.username),
    uniqueIndex('radius_account_subscription').on(t.tenantId, t.subscriptionId),
    index('radius_account_state').on(t.tenantId, t.state, t.username),
    index('radius_account_customer').on(t.tenantId, t.customerId, t.username),
    // Whose login carries an address: asked before it is given to anyone.
    index('radius_account_framed_ip').on(t.tenantId, t.framedIpAddress),
    index('radius_account_prefix').on(t.tenantId, t.delegatedIpv6Prefix),
    index('radius_account_plan').on(t.tenantId, t.planId).where(sql`plan_id is not null`),
    index('radius_account_profile').on(t.tenantId, t.bandwidthProfileId).where(sql`bandwidth_profile_id is not null`),
  ],
  { systemAccess: 'read', customerOwned: 'customerId' },
);

/** How a tenant's logins are judged; without a row the defaults of `rules.ts` hold. */
export const radiusPolicy = tenantTable(
  'radius_policy',
  {
    passwordKeeping: text('password_keeping').notNull().$type<PasswordKeeping>(),
    suspendedAccess: text('suspended_access').notNull().$type<SuspendedAccess>(),
    gardenDownloadKbps: integer('garden_download_kbps').notNull(),
    gardenUploadKbps: integer('garden_upload_kbps').notNull(),
    gardenName: text('garden_name').notNull(),
    gardenRedirectUrl: text('garden_redirect_url'),
    gardenSessionSeconds: integer('garden_session_seconds').notNull(),
    lineBinding: text('line_binding').notNull().$type<Binding>(),
    macBinding: text('mac_binding').notNull().$type<Binding>(),
    simultaneousUse: text('simultaneous_use').notNull().$type<SimultaneousUsePolicy>(),
    ghostAfterInterims: integer('ghost_after_interims').notNull(),
    updatedAt: instantColumn('updated_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true, systemAccess: 'read' },
);

/**
 * One row per session, live and past. Written by the AAA engine alone. Columns that an interim update changes are in no
 * index, so that PostgreSQL need not touch the indexes (heap-only tuples).
 */
export const radiusSession = tenantTable(
  'radius_session',
  {
    /** Digest of NAS, user name and Acct-Session-Id; a NAS that reuses an id after a restart gets a fresh row. */
    acctKey: uuid('acct_key').notNull(),
    acctSessionId: text('acct_session_id').notNull(),
    username: text('username').notNull(),
    accountId: uuid('account_id'),
    subscriptionId: uuid('subscription_id'),
    customerId: uuid('customer_id'),
    customerName: text('customer_name'),
    nasId: uuid('nas_id').notNull(),
    nasName: text('nas_name').notNull(),
    nasPortId: text('nas_port_id'),
    callingStationId: text('calling_station_id'),
    framedIpAddress: text('framed_ip_address'),
    framedIpv6Prefix: text('framed_ipv6_prefix'),
    delegatedIpv6Prefix: text('delegated_ipv6_prefix'),
    startedAt: instantColumn('started_at').notNull(),
    updatedAt: instantColumn('updated_at').notNull(),
    stoppedAt: instantColumn('stopped_at'),
    /** Ended without a Stop: its NAS restarted or fell silent. A later report of it brings it back. */
    stopPresumed: boolean('stop_presumed').notNull().default(false),
    terminateCause: text('terminate_cause'),
    sessionSeconds: integer('session_seconds').notNull().default(0),
    downloadBytes: octets('download_bytes'),
    uploadBytes: octets('upload_bytes'),
    downloadBps: octets('download_bps'),
    uploadBps: octets('upload_bps'),
    /** Traffic of the hour that is under way, not yet in `radius_usage_hour`. */
    usageHour: instantColumn('usage_hour').notNull(),
    usageDownloadBytes: octets('usage_download_bytes'),
    usageUploadBytes: octets('usage_upload_bytes'),
    /** Grows with every write; a writer that saw an older one begins again. */
    revision: integer('revision').notNull().default(0),
    search: text('search').generatedAlwaysAs(
      sql`lower(username || ' ' || coalesce(customer_name, '') || ' ' || coalesce(framed_ip_address, '') || ' ' || coalesce(calling_station_id, '') || ' ' || coalesce(delegated_ipv6_prefix, ''))`,
    ),
  },
  (t) => [
    uniqueIndex('radius_session_acct_key').on(t.tenantId, t.acctKey),
    index('radius_session_live').on(t.tenantId, t.startedAt, t.id).where(sql`stopped_at is null`),
    index('radius_session_live_nas').on(t.tenantId, t.nasId, t.startedAt, t.id).where(sql`stopped_at is null`),
    index('radius_session_live_account').on(t.tenantId, t.accountId).where(sql`stopped_at is null`),
    index('radius_session_past').on(t.tenantId, t.stoppedAt, t.id).where(sql`stopped_at is not null`),
    index('radius_session_past_nas').on(t.tenantId, t.nasId, t.stoppedAt, t.id).where(sql`stopped_at is not null`),
    index('radius_session_customer').on(t.tenantId, t.customerId, t.startedAt, t.id),
    // Who had an address at a time: what the police asks.
    index('radius_session_ip').on(t.tenantId, t.framedIpAddress, t.startedAt),
    index('radius_session_live_prefix')
      .on(t.tenantId, t.delegatedIpv6Prefix)
      .where(sql`stopped_at is null and delegated_ipv6_prefix is not null`),
    index('radius_session_username').on(t.tenantId, t.username.op('text_pattern_ops')),
  ],
  { systemAccess: 'write', customerOwned: 'customerId' },
);

/**
 * Traffic per hour of an account; the row of the nil id is the whole tenant's. The hour under way of a live session is
 * still in its `radius_session` row, except in the tenant's total.
 */
export const radiusUsageHour = tenantTable(
  'radius_usage_hour',
  {
    accountId: uuid('account_id').notNull(),
    hour: instantColumn('hour').notNull(),
    customerId: uuid('customer_id'),
    downloadBytes: octets('download_bytes'),
    uploadBytes: octets('upload_bytes'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.accountId, t.hour] }),
    index('radius_usage_hour_customer').on(t.tenantId, t.customerId, t.hour),
  ],
  { ownKey: true, systemAccess: 'write', customerOwned: 'customerId' },
);

export const coaRequest = tenantTable(
  'coa_request',
  {
    kind: text('kind').notNull().$type<CoaKind>(),
    sessionId: uuid('session_id'),
    accountId: uuid('account_id'),
    customerId: uuid('customer_id'),
    username: text('username').notNull(),
    nasId: uuid('nas_id'),
    nasName: text('nas_name').notNull(),
    outcome: text('outcome').notNull().default('pending').$type<CoaOutcome>(),
    errorCause: integer('error_cause'),
    errorCauseText: text('error_cause_text'),
    attempts: integer('attempts').notNull().default(0),
    reason: text('reason').notNull(),
    requestedAt: instantColumn('requested_at').notNull(),
    answeredAt: instantColumn('answered_at'),
    /** For one session alone; null: what its login has at the time of sending. */
    downloadKbps: integer('download_kbps'),
    uploadKbps: integer('upload_kbps'),
    /** Times it was asked; each takes several packets. */
    rounds: integer('rounds').notNull().default(0),
    verification: text('verification').notNull().default('none').$type<CoaVerification>(),
    verifiedAt: instantColumn('verified_at'),
    followUpAt: instantColumn('follow_up_at'),
    fallbackOf: uuid('fallback_of'),
    fallbackId: uuid('fallback_id'),
    rolloutId: uuid('rollout_id'),
  },
  (t) => [
    index('coa_request_follow_up').on(t.tenantId, t.followUpAt).where(sql`follow_up_at is not null`),
    index('coa_request_rollout').on(t.tenantId, t.rolloutId, t.id).where(sql`rollout_id is not null`),
    index('coa_request_customer').on(t.tenantId, t.customerId, t.id),
    index('coa_request_session').on(t.tenantId, t.sessionId, t.id),
  ],
  { customerOwned: 'customerId' },
);

export const authLog = tenantTable(
  'auth_log',
  {
    at: instantColumn('at').notNull(),
    username: text('username').notNull(),
    customerId: uuid('customer_id'),
    nasId: uuid('nas_id'),
    nasName: text('nas_name'),
    callingStationId: text('calling_station_id'),
    accepted: boolean('accepted').notNull(),
    reason: text('reason').notNull(),
    accountId: uuid('account_id'),
    /** The whole story in a sentence, where the reason alone leaves a question. */
    explanation: text('explanation'),
    method: text('method'),
    circuitId: text('circuit_id'),
    remoteId: text('remote_id'),
    nasPortId: text('nas_port_id'),
  },
  (t) => [
    index('auth_log_account').on(t.tenantId, t.accountId, t.id),
    index('auth_log_customer').on(t.tenantId, t.customerId, t.id),
    index('auth_log_accepted').on(t.tenantId, t.accepted, t.id),
    index('auth_log_reason').on(t.tenantId, t.reason, t.id),
    index('auth_log_nas').on(t.tenantId, t.nasId, t.id),
    index('auth_log_username').on(t.tenantId, t.username.op('text_pattern_ops'), t.id),
  ],
  { systemAccess: 'write', customerOwned: 'customerId' },
);

/** Every login counted by reason, also those whose line the log left out under a flood. An accept's reason is `accepted`. */
const loginCounts = () => ({
  nasId: uuid('nas_id').notNull(),
  reason: text('reason').notNull(),
  accepts: integer('accepts').notNull().default(0),
  rejects: integer('rejects').notNull().default(0),
});
export const authMinute = tenantTable(
  'auth_minute',
  { minute: instantColumn('minute').notNull(), ...loginCounts() },
  (t) => [primaryKey({ columns: [t.tenantId, t.minute, t.nasId, t.reason] })],
  { ownKey: true, systemAccess: 'write' },
);
export const authHour = tenantTable(
  'auth_hour',
  { hour: instantColumn('hour').notNull(), ...loginCounts() },
  (t) => [primaryKey({ columns: [t.tenantId, t.hour, t.nasId, t.reason] })],
  { ownKey: true, systemAccess: 'write' },
);

/** "Check now": whether a NAS answered a request of RFC 5176, and how soon. */
export const nasProbe = tenantTable(
  'nas_probe',
  {
    nasId: uuid('nas_id').notNull(),
    outcome: text('outcome').notNull().default('pending').$type<ProbeOutcome>(),
    /** What it answered, or why its answer is none. */
    answer: text('answer'),
    roundTripMs: doublePrecision('round_trip_ms'),
    /** By how much its clock is ahead of ours, where its answer told its time. */
    clockAheadSeconds: integer('clock_ahead_seconds'),
    requestedAt: instantColumn('requested_at').notNull(),
    answeredAt: instantColumn('answered_at'),
  },
  (t) => [index('nas_probe_nas').on(t.tenantId, t.nasId, t.id)],
);

/**
 * The AAA processes: where they listen, and how far the spool of each has been moved into these tables. The position is
 * written in the transaction of what was moved, so nothing is moved twice.
 */
export const aaaNode = platformTable(
  'aaa_node',
  {
    node: text('node').primaryKey(),
    segment: bigint('segment', { mode: 'number' }).notNull().default(0),
    offset: bigint('offset', { mode: 'number' }).notNull().default(0),
    host: text('host').notNull(),
    authPort: integer('auth_port').notNull(),
    acctPort: integer('acct_port').notNull(),
    radsecPort: integer('radsec_port'),
    backlogBytes: octets('backlog_bytes'),
    loadState: text('load_state').notNull().default('normal').$type<LoadState>(),
    queueDelayMs: integer('queue_delay_ms').notNull().default(0),
    shedEmergency: octets('shed_emergency'),
    shedBusiness: octets('shed_business'),
    shedStandard: octets('shed_standard'),
    shedUnknown: octets('shed_unknown'),
    shedAccounting: octets('shed_accounting'),
    systemDrops: octets('system_drops'),
    /** Where staff's test logins are asked, and the sealed secret they are signed with. */
    testPort: integer('test_port'),
    testSecret: text('test_secret'),
    interimSeconds: integer('interim_seconds'),
    startedAt: instantColumn('started_at').notNull(),
    seenAt: instantColumn('seen_at').notNull(),
  },
  undefined,
  { dotmac_system: ['select', 'insert', 'update'], dotmac_app: ['select'] },
);

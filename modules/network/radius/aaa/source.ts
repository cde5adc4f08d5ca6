import type { Pool } from 'pg';
import type { Secrets } from '#kernel/secrets.ts';
import { asAnswered } from '../coa-rules.ts';
import type {
  AccountState,
  Binding,
  NasVendor,
  PasswordKeeping,
  PriorityClass,
  Restriction,
  Shaping,
} from '../contract.ts';
import type { AccountRecord, NasRecord } from './directory.ts';
import { defaultPolicyOf, type PolicyRecord } from './policies.ts';

interface NasRow {
  id: string;
  tenant_id: string;
  name: string;
  address: string;
  vendor: NasVendor;
  shared_secret: string;
  require_message_authenticator: boolean;
  radsec_identity: string | null;
}
interface AccountRow {
  id: string;
  tenant_id: string;
  username: string;
  password: string;
  password_keeping: PasswordKeeping;
  customer_id: string | null;
  state: AccountState;
  reject_message: string | null;
  download_kbps: number;
  upload_kbps: number;
  shaping: Shaping | null;
  restriction: Restriction | null;
  framed_ip_address: string | null;
  framed_pool: string | null;
  framed_ipv6_prefix: string | null;
  framed_ipv6_address: string | null;
  framed_ipv6_pool: string | null;
  delegated_ipv6_prefix: string | null;
  delegated_ipv6_prefix_pool: string | null;
  session_timeout_seconds: number | null;
  idle_timeout_seconds: number | null;
  simultaneous_use: number;
  circuit_id: string | null;
  remote_id: string | null;
  line_binding: Binding | null;
  mac_addresses: string[];
  mac_binding: Binding | null;
  service_vlan: number | null;
  customer_vlan: number | null;
  priority_class: PriorityClass;
}

const nasColumns =
  'id, tenant_id, name, address, vendor, shared_secret, require_message_authenticator, radsec_identity';
const accountColumns = `id, tenant_id, username, password, password_keeping, customer_id, state, reject_message, download_kbps, upload_kbps,
  shaping, restriction,
  framed_ip_address, framed_pool, framed_ipv6_prefix, framed_ipv6_address, framed_ipv6_pool, delegated_ipv6_prefix, delegated_ipv6_prefix_pool,
  session_timeout_seconds, idle_timeout_seconds, simultaneous_use, circuit_id, remote_id, line_binding, mac_addresses, mac_binding,
  service_vlan, customer_vlan, priority_class`;
const policyColumns = `tenant_id as "tenantId", password_keeping as "passwordKeeping", suspended_access as "suspendedAccess",
  garden_download_kbps as "gardenDownloadKbps", garden_upload_kbps as "gardenUploadKbps", garden_name as "gardenName",
  garden_redirect_url as "gardenRedirectUrl", garden_session_seconds as "gardenSessionSeconds", line_binding as "lineBinding",
  mac_binding as "macBinding", simultaneous_use as "simultaneousUse", ghost_after_interims as "ghostAfterInterims"`;
/** Opening so many secrets takes about a millisecond: no login waits longer for it. */
const pageRows = 200;

/** Reads NAS devices and logins of all tenants from the database, secrets opened. */
export class Source {
  readonly #pool: Pool;
  readonly #secrets: Secrets;

  constructor(pool: Pool, secrets: Secrets) {
    this.#pool = pool;
    this.#secrets = secrets;
  }

  async nas(ids?: readonly string[]): Promise<NasRecord[]> {
    const { rows } = await this.#pool.query<NasRow>(
      ids ? `select ${nasColumns} from nas where id = any($1)` : `select ${nasColumns} from nas`,
      ids ? [ids] : [],
    );
    return rows.map((row) => ({
      id: row.id,
      tenantId: row.tenant_id,
      name: row.name,
      address: row.address,
      vendor: row.vendor,
      sharedSecret: this.#secrets.open(row.tenant_id, row.shared_secret),
      requireMessageAuthenticator: row.require_message_authenticator,
      radsecIdentity: row.radsec_identity,
    }));
  }

  async policies(tenantIds?: readonly string[]): Promise<PolicyRecord[]> {
    const { rows } = await this.#pool.query<{ id: string; stopped: boolean; policy: PolicyRecord | null }>(
      `select t.id, not t.network_on as stopped, to_jsonb(p) as policy from tenant t
       left join (select ${policyColumns} from radius_policy) p on p."tenantId" = t.id
       ${tenantIds ? 'where t.id = any($1)' : ''}`,
      tenantIds ? [tenantIds] : [],
    );
    return rows.map(({ id, stopped, policy }) => ({ ...defaultPolicyOf(id), ...policy, stopped }));
  }

  async accounts(tenantId: string, ids: readonly string[]): Promise<AccountRecord[]> {
    const { rows } = await this.#pool.query<AccountRow>({
      name: 'aaa-accounts',
      text: `select ${accountColumns} from radius_account where tenant_id = $1 and id = any($2)`,
      values: [tenantId, ids],
    });
    return rows.map((row) => this.#account(row));
  }

  /** All logins, page by page. */
  async *allAccounts(): AsyncGenerator<AccountRecord[]> {
    let last: { tenant_id: string; id: string } | undefined;
    for (;;) {
      const { rows } = await this.#pool.query<AccountRow>({
        name: last ? 'aaa-accounts-next' : 'aaa-accounts-first',
        text: `select ${accountColumns} from radius_account ${last ? 'where (tenant_id, id) > ($1, $2)' : ''} order by tenant_id, id limit ${pageRows}`,
        values: last ? [last.tenant_id, last.id] : [],
      });
      if (rows.length > 0) yield rows.map((row) => this.#account(row));
      if (rows.length < pageRows) return;
      last = rows.at(-1);
    }
  }

  #account(row: AccountRow): AccountRecord {
    const now = asAnswered({
      downloadKbps: row.download_kbps,
      uploadKbps: row.upload_kbps,
      shaping: row.shaping,
      restriction: row.restriction,
      state: row.state,
      rejectMessage: row.reject_message,
    });
    return {
      id: row.id,
      tenantId: row.tenant_id,
      username: row.username,
      password: this.#secrets.open(row.tenant_id, row.password),
      passwordKeeping: row.password_keeping,
      customerId: row.customer_id,
      state: now.state,
      rejectMessage: now.rejectMessage,
      downloadKbps: now.downloadKbps,
      uploadKbps: now.uploadKbps,
      shaping: now.shaping,
      framedIpAddress: row.framed_ip_address,
      framedPool: row.framed_pool,
      framedIpv6Prefix: row.framed_ipv6_prefix,
      framedIpv6Address: row.framed_ipv6_address,
      framedIpv6Pool: row.framed_ipv6_pool,
      delegatedIpv6Prefix: row.delegated_ipv6_prefix,
      delegatedIpv6PrefixPool: row.delegated_ipv6_prefix_pool,
      sessionTimeoutSeconds: row.session_timeout_seconds,
      idleTimeoutSeconds: row.idle_timeout_seconds,
      simultaneousUse: row.simultaneous_use,
      circuitId: row.circuit_id,
      remoteId: row.remote_id,
      lineBinding: row.line_binding,
      macAddresses: row.mac_addresses,
      macBinding: row.mac_binding,
      serviceVlan: row.service_vlan,
      customerVlan: row.customer_vlan,
      priorityClass: row.priority_class,
    };
  }
}

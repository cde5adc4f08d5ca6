-- A packet names its tenant by its source address alone, so an address belongs to one NAS in the whole installation.
create unique index if not exists nas_address on nas (address);
-- And over RadSec by its certificate alone.
create unique index if not exists nas_radsec_identity on nas (radsec_identity) where radsec_identity is not null;

create index if not exists radius_account_search on radius_account using gin (tenant_id, search gin_trgm_ops);
-- Past sessions are found by user, customer, NAS and time; searching inside words is for those on line.
create index if not exists radius_session_search on radius_session using gin (tenant_id, search gin_trgm_ops) where stopped_at is null;

-- Room on the page for the next interim update.
alter table radius_session set (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
alter table radius_usage_hour set (fillfactor = 85);
alter table nas_load set (fillfactor = 20, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0);

-- For radius-analytics: traffic of the hour under way, which no tally has yet.
create or replace view radius_hour_under_way with (security_invoker = true) as
  select tenant_id, account_id, nas_id, customer_id, usage_hour as hour, usage_download_bytes as download_bytes, usage_upload_bytes as upload_bytes
  from radius_session where stopped_at is null and account_id is not null;
grant select on radius_hour_under_way to dotmac_app;

-- For customers: whose login or session has a name, an address or a device.
create index if not exists radius_account_macs on radius_account using gin (tenant_id, mac_addresses);
create index if not exists radius_session_live_station on radius_session (tenant_id, calling_station_id) where stopped_at is null;
create index if not exists radius_session_live_ip on radius_session (tenant_id, framed_ip_address) where stopped_at is null;
create or replace view customer_by_login with (security_invoker = true) as
  select tenant_id, customer_id, search, framed_ip_address, delegated_ipv6_prefix, mac_addresses
  from radius_account where customer_id is not null;
create or replace view customer_by_session with (security_invoker = true) as
  select tenant_id, customer_id, calling_station_id, framed_ip_address, delegated_ipv6_prefix
  from radius_session where customer_id is not null and stopped_at is null;
grant select on customer_by_login, customer_by_session to dotmac_app;

-- For health: how the line of a customer does.
create or replace view customer_session_end with (security_invoker = true) as
  select tenant_id, customer_id, started_at, stopped_at, terminate_cause from radius_session where customer_id is not null;
create or replace view customer_login_refusal with (security_invoker = true) as
  select tenant_id, customer_id, id, at, reason from auth_log where customer_id is not null and not accepted;
grant select on customer_session_end, customer_login_refusal to dotmac_app;

-- What can be counted of a provider at any time, from its own rows: row-level security is that of whoever asks.
drop view if exists licensing_measure;
create view licensing_measure with (security_invoker = true) as
select
  (select count(*) from subscription where status in ('active', 'suspended'))::bigint as subscribers,
  (select count(*) from subscription where status in ('pending', 'active', 'suspended'))::bigint as ordered,
  (select count(*) from account_seat where status = 'held' and type = 'admin')::bigint as admin,
  (select count(*) from account_seat where status = 'held' and type = 'operator')::bigint as operator,
  (select count(*) from account_seat where status = 'held' and type = 'read-only')::bigint as read_only,
  (select coalesce(sum(size_bytes), 0) from stored_file)::bigint as storage_bytes;
grant select on licensing_measure to dotmac_app;

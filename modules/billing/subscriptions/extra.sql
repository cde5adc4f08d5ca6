create index if not exists subscription_search on subscription using gin (tenant_id, search gin_trgm_ops);

do $$
begin
  if not exists (select from pg_constraint where conname = 'subscription_pause_apart') then
    alter table subscription_pause add constraint subscription_pause_apart
      exclude using gist (tenant_id with =, subscription_id with =, daterange(from_date, to_date) with &&);
  end if;
end
$$;

-- A pause of no days overlaps nothing, so being open is guarded apart.
create unique index if not exists subscription_pause_open on subscription_pause (tenant_id, subscription_id) where to_date is null;

-- For customers and their health.
create or replace view customer_by_subscription with (security_invoker = true) as
  select tenant_id, customer_id, number, plan_id, plan_name, status, price_minor, activated_at, id as subscription_id from subscription;
grant select on customer_by_subscription to dotmac_app;

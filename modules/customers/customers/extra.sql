create index if not exists customer_search on customer using gin (tenant_id, search gin_trgm_ops);
create index if not exists customer_tags on customer using gin (tenant_id, tags);
create index if not exists customer_contact_search on customer_contact using gin (tenant_id, search gin_trgm_ops);

-- What a customer counts in: their status, tags, health and town, and the days on which they came and left.
create or replace function customer_counts(status text, health_band text, city text, created_at timestamptz, tags text[])
returns table (dimension text, value text) language sql stable as $$
  select 'status', $1
  union all select 'health', $2 where $2 is not null
  union all select 'city', $3
  union all select 'created', ($4 at time zone 'UTC')::date::text
  union all select 'tag', tag from unnest($5) tag
$$;

create or replace function customer_tally_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into customer_tally as t (tenant_id, dimension, value, customers)
    select tenant_id, c.dimension, c.value, count(*) from added a, customer_counts(a.status, a.health_band, a.city, a.created_at, a.tags) c group by 1, 2, 3 order by 1, 2, 3
    on conflict (tenant_id, dimension, value) do update set customers = t.customers + excluded.customers;
  elsif tg_op = 'DELETE' then
    update customer_tally t set customers = t.customers - gone.n
    from (select tenant_id, c.dimension, c.value, count(*) as n from removed r, customer_counts(r.status, r.health_band, r.city, r.created_at, r.tags) c group by 1, 2, 3) gone
    where (t.tenant_id, t.dimension, t.value) = (gone.tenant_id, gone.dimension, gone.value);
  else
    insert into customer_tally as t (tenant_id, dimension, value, customers)
    select * from (
      select tenant_id, dimension, value, sum(n)::bigint from (
        select a.tenant_id, c.dimension, c.value, 1 as n from added a, customer_counts(a.status, a.health_band, a.city, a.created_at, a.tags) c
        union all select r.tenant_id, c.dimension, c.value, -1 from removed r, customer_counts(r.status, r.health_band, r.city, r.created_at, r.tags) c
        union all select a.tenant_id, 'churned', (a.updated_at at time zone 'UTC')::date::text, 1
          from added a join removed r using (tenant_id, id)
          where a.status in ('inactive', 'closed') and r.status in ('active', 'suspended')
      ) each group by 1, 2, 3 having sum(n) <> 0
    ) change order by 1, 2, 3
    on conflict (tenant_id, dimension, value) do update set customers = t.customers + excluded.customers;
  end if;
  return null;
end
$$;

create or replace trigger customer_tally_insert after insert on customer
  referencing new table as added for each statement execute function customer_tally_change();
create or replace trigger customer_tally_update after update on customer
  referencing new table as added old table as removed for each statement execute function customer_tally_change();
create or replace trigger customer_tally_delete after delete on customer
  referencing old table as removed for each statement execute function customer_tally_change();

-- For health: whom to compute it for.
create or replace view customer_tenure with (security_invoker = true) as
  select tenant_id, id as customer_id, status, created_at from customer;
grant select on customer_tenure to dotmac_app;

-- For onboarding: who is alike, and who is connected where.
create or replace view customer_identity with (security_invoker = true) as
  select tenant_id, id, number, name, email, phone, status, address_line1, postcode, city, country, plan_id, plan_name, search, tags, tax_number from customer;
grant select on customer_identity to dotmac_app;

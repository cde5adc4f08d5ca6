create index if not exists customer_search on customer using gin (tenant_id, search gin_trgm_ops);
create index if not exists customer_tags on customer using gin (tenant_id, tags);

create or replace function customer_tally_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into customer_tally as t (tenant_id, dimension, value, customers)
    select * from (
      select tenant_id, 'status' as dimension, status as value, count(*) from added group by 1, 3
      union all select tenant_id, 'tag', tag, count(*) from added, unnest(tags) tag group by 1, 3
    ) change order by 1, 2, 3
    on conflict (tenant_id, dimension, value) do update set customers = t.customers + excluded.customers;
  elsif tg_op = 'DELETE' then
    update customer_tally t set customers = t.customers - gone.n
    from (
      select tenant_id, 'status' as dimension, status as value, count(*) as n from removed group by 1, 3
      union all select tenant_id, 'tag', tag, count(*) from removed, unnest(tags) tag group by 1, 3
    ) gone
    where (t.tenant_id, t.dimension, t.value) = (gone.tenant_id, gone.dimension, gone.value);
  else
    insert into customer_tally as t (tenant_id, dimension, value, customers)
    select * from (
      select tenant_id, dimension, value, sum(n)::bigint from (
        select tenant_id, 'status' as dimension, status as value, 1 as n from added
        union all select tenant_id, 'status', status, -1 from removed
        union all select tenant_id, 'tag', tag, 1 from added, unnest(tags) tag
        union all select tenant_id, 'tag', tag, -1 from removed, unnest(tags) tag
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

-- For the customers' search: an old number still finds who it was.
create or replace view customer_by_former_number with (security_invoker = true) as
  select tenant_id, customer_id, number, id from former_customer;
grant select on customer_by_former_number to dotmac_app;

-- The one way in which rows that are never changed follow their customer: whose they are, and nothing of what they say.
-- Only within the transaction's tenant, only for staff, and only while both customers are there.
create or replace function move_customer_facts(source uuid, target uuid) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  moved integer := 0;
  touched integer;
  place record;
begin
  if tenant is null or current_setting('app.audience', true) is distinct from 'isp' or source = target or
    (select count(*) from public.customer where tenant_id = tenant and id in (source, target)) <> 2 then
    raise exception 'customers are merged by staff of their own provider' using errcode = '42501';
  end if;
  for place in select * from (values ('invoice', 'customer_id'), ('invoice_line', 'customer_id'),
    ('invoice_payment', 'customer_id'), ('invoice_void', 'customer_id'),
    ('ticket_message', 'visible_to_customer_id')) as facts(name, owner)
  loop
    execute format('update public.%I set %I = $1 where tenant_id = $2 and %I = $3', place.name, place.owner, place.owner)
      using target, tenant, source;
    get diagnostics touched = row_count;
    moved := moved + touched;
  end loop;
  return moved;
end
$$;
revoke all on function move_customer_facts(uuid, uuid) from public;
grant execute on function move_customer_facts(uuid, uuid) to dotmac_app;

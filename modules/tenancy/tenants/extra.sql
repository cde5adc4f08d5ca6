-- What the platform's staff may know of an ISP: how many, never who.
drop view if exists platform_view.tenant_counts;
create view platform_view.tenant_counts as
select t.id as tenant_id,
  (select count(*) from subscription s where s.tenant_id = t.id and s.status in ('active', 'suspended'))::int as subscribers,
  (select count(*) from radius_session r where r.tenant_id = t.id and r.stopped_at is null)::int as online,
  (select count(*) from member m where m.tenant_id = t.id and m.status = 'active')::int as staff,
  -- Ids of events begin with their milliseconds (RFC 9562), so the key finds a day of them.
  (select count(*) from outbox o where o.tenant_id = t.id and o.id >=
    (lpad(to_hex((extract(epoch from now() - interval '24 hours') * 1000)::bigint), 12, '0') || '70000000000000000000')::uuid)::int as events_24h
from tenant t;

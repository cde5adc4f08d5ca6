-- How far reactions are behind what has happened.
drop view if exists platform_view.event_state;
create view platform_view.event_state as
select c.at as relayed_at,
  (select max(o.at) from (select at from outbox order by xid desc, seq desc limit 1) o) as newest_at,
  (select count(*) from (
    select 1 from outbox o where (o.xid, o.seq) > (split_part(c.position, '.', 1)::xid8, split_part(c.position, '.', 2)::bigint) limit 10001) w)::int as waiting
from relay_cursor c where c.name = 'reactions';

-- Reactions that failed and wait. What they failed with may name a person, so it stays in the log.
drop view if exists platform_view.reaction_waiting;
create view platform_view.reaction_waiting as
select tenant_id as provider_id, event_id, reaction, event->>'name' as event, attempts, next_at, (event->>'at')::timestamptz as since,
  count(*) over (partition by tenant_id, reaction)::int as behind
from reaction_retry;

-- The engine's runs, counted; of what is in them nothing is shown.
drop view if exists engine_state;
create view engine_state as
select name, status, queue_name, count(*)::int as runs, to_timestamp(min(created_at) / 1000.0) as oldest_at, to_timestamp(max(updated_at) / 1000.0) as latest_at
from dbos.workflow_status group by name, status, queue_name;

-- Kept by migrate(), in a schema that no role of the running system enters.
drop view if exists schema_state;
create view schema_state as
select name, applied_at, true as numbered from dotmac.migration union all select path, applied_at, false from dotmac.extra_sql;
grant select on engine_state, schema_state to dotmac_platform;

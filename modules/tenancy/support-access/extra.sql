-- What the platform's staff may know of how they stand with a provider: no row of a subscriber is near.
drop view if exists platform_view.support_consent;
create view platform_view.support_consent as
select t.id as tenant_id, t.name as tenant_name, t.status as tenant_status, coalesce(c.mode, 'ask') as mode
from tenant t left join support_consent c on c.tenant_id = t.id;

drop view if exists platform_view.support_access;
create view platform_view.support_access as
select a.tenant_id, t.name as tenant_name, a.id, a.operator_id, a.operator_name, a.reason, a.role, a.minutes, a.status, a.asked_at, a.decided_at,
  a.decided_by, a.entered_at, a.expires_at, a.ended_at, a.ended_by
from support_access a join tenant t on t.id = a.tenant_id;

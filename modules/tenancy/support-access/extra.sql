-- What the platform may know of how it stands with a provider: that somebody decided and when, never who or a word of it.
drop view if exists platform_view.support_consent;
create view platform_view.support_consent as
select t.id as tenant_id, coalesce(c.mode <> 'never', true) as is_allowed
from tenant t left join support_consent c on c.tenant_id = t.id;

drop view if exists platform_view.support_access;
create view platform_view.support_access as
select a.tenant_id, a.id, a.status = 'refused' as is_refused, a.decided_at, a.entered_at, a.expires_at, a.ended_at
from support_access a;

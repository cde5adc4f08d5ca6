-- What staff of the providers did. What they changed, and the names of subscribers, stay with the provider.
drop view if exists platform_view.audit_trail;
create view platform_view.audit_trail as
select tenant_id as provider_id, id, at, door, actor_kind,
  case when actor_kind in ('staff', 'platform', 'system', 'api-key', 'tenant') then actor_name else '' end as actor_name,
  operation, outcome, subject_type, subject_id, request_id
from audit_entry;

drop view if exists platform_view.chain_check;
create view platform_view.chain_check as
select tenant_id as provider_id, checked_at, sealed, unsealed, intact, broken_at, problem, head from chain_check;

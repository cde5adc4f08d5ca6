-- What a tenant may see of the engine's records: its own runs and their steps, and of those no input and no step's output.
-- The views run with their owner's rights; their condition is the only way to a row.
drop view if exists workflow_run;
create view workflow_run with (security_barrier) as
select w.workflow_uuid as id, w.name, w.status, w.created_at as created_ms, w.updated_at as updated_ms, w.completed_at as completed_ms,
  w.recovery_attempts, w.attributes->>'subject' as subject, w.attributes->>'subscriptionId' as subscription_id, w.attributes->>'customerId' as customer_id,
  o.output like '%"outcome":"rolled-back"%' as rolled_back,
  case when o.output like '%"outcome":"rolled-back"%' then o.output end as roll_back, o.error,
  (select s.function_name from dbos.operation_outputs s where s.workflow_uuid = w.workflow_uuid and s.error is not null
    order by s.function_id desc limit 1) as failed_step
from dbos.workflow_status w left join dbos.workflow_output o on o.workflow_uuid = w.workflow_uuid
where w.authenticated_user = current_setting('app.tenant_id', true);

create or replace view workflow_run_step with (security_barrier) as
select s.workflow_uuid as run_id, s.function_id as place, s.function_name as name, s.error,
  s.started_at_epoch_ms as started_ms, s.completed_at_epoch_ms as completed_ms
from dbos.operation_outputs s join dbos.workflow_status w on w.workflow_uuid = s.workflow_uuid
where w.authenticated_user = current_setting('app.tenant_id', true);

grant select on workflow_run, workflow_run_step to dotmac_app;

create index if not exists workflow_run_of_tenant on dbos.workflow_status (authenticated_user, created_at desc, workflow_uuid desc);
create index if not exists workflow_run_of_customer on dbos.workflow_status (authenticated_user, (attributes->>'customerId'), created_at desc, workflow_uuid desc)
  where attributes is not null;
create index if not exists workflow_run_rolled_back on dbos.workflow_output (workflow_uuid) where output like '%"outcome":"rolled-back"%';

-- The barrier lets a condition through to an index only when its operator reveals nothing; reading a key of a document does not.
do $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    alter function jsonb_object_field_text(jsonb, text) leakproof;
  end if;
end
$$;

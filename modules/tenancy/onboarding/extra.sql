-- One text for both: a provider reads it through its own rows, the platform's staff through a view that knows instants alone.
do $$
declare
  steps constant text := '
    (select min(last_sign_in_at) from member where tenant_id = $of) as admin_signed_in_at,
    (select updated_at from brand where tenant_id = $of) as branding_at,
    (select min(created_at) from internet_plan where tenant_id = $of) as plan_at,
    (select to_timestamp(extract(epoch from uuid_extract_timestamp(min(id::text)::uuid))) from ip_pool where tenant_id = $of) as pool_at,
    (select min(last_seen_at) from nas_load where tenant_id = $of) as nas_seen_at,
    (select sent_at from mail_message where tenant_id = $of and state = ''sent'' order by id limit 1) as mail_at,
    (select started_at from radius_session where tenant_id = $of limit 1) as first_online_at';
begin
  execute 'drop view if exists platform_view.tenant_progress';
  execute 'create view platform_view.tenant_progress as select t.id as provider_id,' || replace(steps, '$of', 't.id') || ' from tenant t';
  execute 'drop view if exists own_progress';
  execute 'create view own_progress with (security_invoker = true) as select '
    || replace(steps, '$of', 'current_setting(''app.tenant_id'')::uuid');
end
$$;
grant select on own_progress to dotmac_app;

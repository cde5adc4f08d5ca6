-- A provider claims a domain it has proven and gives it up again, and learns of nobody else's but that it is taken.
create or replace function claim_domain(name text) returns boolean language sql security definer set search_path = public as $$
  insert into verified_domain (domain, owner_id) values (name, current_setting('app.tenant_id')::uuid) on conflict do nothing;
  select owner_id = current_setting('app.tenant_id')::uuid from verified_domain where domain = name;
$$;
create or replace function release_domain(name text) returns void language sql security definer set search_path = public as $$
  delete from verified_domain where domain = name and owner_id = current_setting('app.tenant_id')::uuid;
$$;
revoke all on function claim_domain(text), release_domain(text) from public;
grant execute on function claim_domain(text), release_domain(text) to dotmac_app;

-- Names that are in the public DNS, for the platform's page of a provider.
drop view if exists platform_view.tenant_domain;
create view platform_view.tenant_domain as
select tenant_id as provider_id, id, domain, status, method, verified_at, checked_at from domain;

-- What FreeRADIUS reads and writes: the tables of its documentation, as views of one provider. Who asks is known by the name
-- of the role it logged in as, which it cannot change; a setting of the session could be set to another provider.
create schema if not exists freeradius;

-- dotmac_freeradius: what the logins of all providers have in common. dotmac_freeradius_writer: owns the functions that write,
-- with the rights of dotmac_system, which itself owns nothing; nobody can log in as it.
do $$
declare
  name text;
begin
  foreach name in array array['dotmac_freeradius', 'dotmac_freeradius_writer'] loop
    begin
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole nobypassrls noreplication', name);
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;
grant dotmac_system to dotmac_freeradius_writer with inherit true, set false;
grant dotmac_freeradius_writer to current_user with inherit false, set true;
grant usage on schema freeradius to dotmac_freeradius;
revoke all on schema freeradius from public;

grant create, usage on schema freeradius to dotmac_view, dotmac_freeradius_writer;

create or replace function freeradius.role_name() returns text language sql stable set search_path = pg_catalog as $$
  select 'freeradius_' || replace(nullif(current_setting('app.tenant_id', true), '')::uuid::text, '-', '')
$$;

create or replace function freeradius.tenant_id() returns uuid language sql stable security definer set search_path = pg_catalog as $$
  select tenant_id from public.freeradius_access
  where tenant_id = substring(session_user::text from '^freeradius_([0-9a-f]{32})$')::uuid
$$;
alter function freeradius.tenant_id() owner to dotmac_view;

drop view if exists freeradius.radcheck, freeradius.radreply, freeradius.radusergroup, freeradius.radgroupcheck,
  freeradius.radgroupreply, freeradius.nas, freeradius.radacct, freeradius.radpostauth;

-- A login that changed its state or name since it was copied is not there: rather unknown than let in wrongly.
create view freeradius.radcheck with (security_barrier = true) as
  select l.number * 64 + c.place as id, l.username, c.item ->> 'attribute' as attribute, (c.item ->> 'op')::varchar(2) as op, c.item ->> 'value' as value
  from public.freeradius_login l
    join public.radius_account a on a.tenant_id = l.tenant_id and a.id = l.account_id and a.state = l.state and a.username = l.username
    cross join lateral jsonb_array_elements(l.checks) with ordinality as c(item, place)
  where l.tenant_id = (select freeradius.tenant_id());

create view freeradius.radreply with (security_barrier = true) as
  select l.number * 64 + r.place as id, l.username, r.item ->> 'attribute' as attribute, (r.item ->> 'op')::varchar(2) as op, r.item ->> 'value' as value
  from public.freeradius_login l
    join public.radius_account a on a.tenant_id = l.tenant_id and a.id = l.account_id and a.state = l.state and a.username = l.username
    cross join lateral jsonb_array_elements(l.replies) with ordinality as r(item, place)
  where l.tenant_id = (select freeradius.tenant_id());

-- nastype is beyond the documentation: it saves asking for the groups of makes that are not meant.
create view freeradius.radusergroup with (security_barrier = true) as
  select l.number * 64 + m.place as id, l.username, g.name as groupname, m.place::int as priority, g.vendor as nastype
  from public.freeradius_login l
    cross join lateral unnest(l.groups) with ordinality as m(name, place)
    join public.freeradius_group g on g.tenant_id = l.tenant_id and g.name = m.name
  where l.tenant_id = (select freeradius.tenant_id());

create view freeradius.radgroupcheck with (security_barrier = true) as
  select g.number * 64 + c.place as id, g.name as groupname, c.attribute, c.op::varchar(2) as op, c.value
  from public.freeradius_group g
    cross join lateral (values (1, 'Huntgroup-Name', '==', g.vendor, true), (2, 'Auth-Type', ':=', 'Reject', g.rejects))
      as c(place, attribute, op, value, there)
  where g.tenant_id = (select freeradius.tenant_id()) and c.there;

create view freeradius.radgroupreply with (security_barrier = true) as
  select g.number * 64 + r.place as id, g.name as groupname, r.item ->> 'attribute' as attribute, (r.item ->> 'op')::varchar(2) as op, r.item ->> 'value' as value
  from public.freeradius_group g cross join lateral jsonb_array_elements(g.replies) with ordinality as r(item, place)
  where g.tenant_id = (select freeradius.tenant_id());

-- The short name goes through queries and logs of FreeRADIUS, so it has plain letters only.
create view freeradius.nas with (security_barrier = true) as
  select s.number as id, n.address as nasname, case when n.name ~ '^[A-Za-z0-9_.-]{1,60}$' then n.name else n.id::text end as shortname,
    n.vendor as type, null::integer as ports, s.secret, null::text as server, null::text as community, n.description,
    case when n.require_message_authenticator then 'yes' else 'no' end as require_ma
  from public.freeradius_nas s join public.nas n on n.tenant_id = s.tenant_id and n.id = s.nas_id
  where s.tenant_id = (select freeradius.tenant_id());

-- All sessions, whichever server answered. The last four columns are for inserts and empty when read.
create view freeradius.radacct with (security_barrier = true) as
  select ('x' || right(replace(s.id::text, '-', ''), 13))::bit(52)::bigint as radacctid, s.acct_session_id as acctsessionid,
    replace(s.acct_key::text, '-', '') as acctuniqueid, s.username, null::text as groupname, null::text as realm, n.address::inet as nasipaddress,
    s.nas_port_id as nasportid, null::text as nasporttype, s.started_at as acctstarttime, s.updated_at as acctupdatetime,
    s.stopped_at as acctstoptime, null::bigint as acctinterval, s.session_seconds::bigint as acctsessiontime, null::text as acctauthentic,
    null::text as connectinfo_start, null::text as connectinfo_stop, s.upload_bytes as acctinputoctets, s.download_bytes as acctoutputoctets,
    null::text as calledstationid, s.calling_station_id as callingstationid, s.terminate_cause as acctterminatecause,
    null::text as servicetype, null::text as framedprotocol, s.framed_ip_address::inet as framedipaddress, null::inet as framedipv6address,
    s.framed_ipv6_prefix::inet as framedipv6prefix, null::text as framedinterfaceid, s.delegated_ipv6_prefix::inet as delegatedipv6prefix,
    '0x646d' || replace(s.account_id::text, '-', '') as class,
    null::text as acctstatustype, null::text as nasshortname, null::bigint as acctdelaytime, null::boolean as hasgigawords
  from public.radius_session s left join public.nas n on n.tenant_id = s.tenant_id and n.id = s.nas_id
  where s.tenant_id = (select freeradius.tenant_id());

create view freeradius.radpostauth with (security_barrier = true) as
  select ('x' || right(replace(l.id::text, '-', ''), 13))::bit(52)::bigint as id, l.username, null::text as pass,
    case when l.accepted then 'Access-Accept' else 'Access-Reject' end as reply, null::text as calledstationid,
    l.calling_station_id as callingstationid, l.at as authdate, null::text as class, l.nas_name as nasshortname, l.nas_port_id as nasportid, l.method, l.reason
  from public.auth_log l
  where l.tenant_id = (select freeradius.tenant_id());

create or replace function freeradius.nas_of(named text, sender text, out tenant uuid, out nas uuid)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  tenant := freeradius.tenant_id();
  select n.id into nas from public.nas n
  where n.tenant_id = tenant and (n.name = named or n.id::text = named or named is null and n.address = sender);
  if nas is null then
    raise exception 'DotMac knows no NAS % of this provider', coalesce(named, sender, '(none named)');
  end if;
end
$$;

create or replace function freeradius.account_of(tenant uuid, login text, class text, out account uuid, out customer uuid, out standing text)
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  select a.id, a.customer_id, a.state into account, customer, standing from public.radius_account a
  where a.tenant_id = tenant and a.username = login;
  -- The engine's Class names the login, whatever name an outer EAP identity gave.
  if account is null and class ~ '^0x646d[0-9a-f]{32}$' then
    account := right(class, 32)::uuid;
  end if;
end
$$;

create or replace function freeradius.take_accounting() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  whose record;
  login record;
begin
  select * into whose from freeradius.nas_of(new.nasshortname, host(new.nasipaddress));
  select * into login from freeradius.account_of(whose.tenant, new.username, new.class);
  insert into public.freeradius_inbox (tenant_id, at, kind, nas_id, account_id, record)
  values (whose.tenant, clock_timestamp(), 'accounting', whose.nas, login.account, jsonb_build_object(
    'status', coalesce(new.acctstatustype, case when new.acctstoptime is not null then 'Stop'
      when coalesce(new.acctsessiontime, 0) = 0 and new.acctstarttime is not null then 'Start' else 'Interim-Update' end),
    'sessionId', new.acctsessionid, 'username', new.username, 'seconds', new.acctsessiontime::text,
    'input', new.acctinputoctets::text, 'output', new.acctoutputoctets::text, 'gigawords', coalesce(new.hasgigawords, true)::text,
    'cause', new.acctterminatecause, 'delay', new.acctdelaytime::text, 'portId', new.nasportid, 'station', new.callingstationid,
    'ip', host(new.framedipaddress), 'ipv6Prefix', new.framedipv6prefix::text, 'ipv6Address', host(new.framedipv6address),
    'delegated', new.delegatedipv6prefix::text));
  return new;
end
$$;

-- The password that FreeRADIUS may send is not looked at.
create or replace function freeradius.take_login() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
declare
  whose record;
  login record;
begin
  select * into whose from freeradius.nas_of(new.nasshortname, null);
  select * into login from freeradius.account_of(whose.tenant, new.username, null);
  insert into public.freeradius_inbox (tenant_id, at, kind, nas_id, account_id, record)
  values (whose.tenant, clock_timestamp(), 'login', whose.nas, login.account, jsonb_build_object(
    'username', new.username, 'customerId', login.customer::text, 'reply', new.reply, 'station', new.callingstationid,
    'portId', new.nasportid, 'method', new.method, 'standing', login.standing, 'proven', new.reason));
  return new;
end
$$;

create trigger take_accounting instead of insert on freeradius.radacct for each row execute function freeradius.take_accounting();
create trigger take_login instead of insert on freeradius.radpostauth for each row execute function freeradius.take_login();

-- The login of the provider whose transaction it is, and of no other. A password comes as its SCRAM verifier.
create or replace function freeradius.grant_access(verifier text) returns text language plpgsql security definer set search_path = pg_catalog as $$
declare
  name text := freeradius.role_name();
begin
  if verifier is null or verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' then
    raise exception 'a SCRAM-SHA-256 verifier is needed';
  end if;
  if not exists (select from pg_roles where rolname = name) then
    execute format('create role %I nosuperuser nocreatedb nocreaterole nobypassrls noreplication', name);
  end if;
  execute format('alter role %I login connection limit 40 password %L', name, verifier);
  execute format('alter role %I set search_path = freeradius', name);
  execute format('alter role %I set statement_timeout = ''10s''', name);
  execute format('alter role %I set idle_in_transaction_session_timeout = ''30s''', name);
  execute format('alter role %I set timezone = ''UTC''', name);
  execute format('grant dotmac_freeradius to %I', name);
  return name;
end
$$;

create or replace function freeradius.revoke_access() returns void language plpgsql security definer set search_path = pg_catalog as $$
declare
  name text := freeradius.role_name();
begin
  if not exists (select from pg_roles where rolname = name) then
    return;
  end if;
  execute format('alter role %I nologin password null', name);
  execute format('revoke dotmac_freeradius from %I', name);
  begin
    execute format('drop role %I', name);
  exception when dependent_objects_still_exist then
    null; -- It cannot log in any more and may read nothing.
  end;
end
$$;

revoke all on all functions in schema freeradius from public;
do $$
declare
  what regclass;
  fn regprocedure;
begin
  for what in select c.oid::regclass from pg_class c where c.relnamespace = 'freeradius'::regnamespace and c.relkind = 'v' loop
    execute format('alter view %s owner to dotmac_view', what);
  end loop;
  for fn in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'freeradius'::regnamespace
      and p.proname in ('nas_of', 'account_of', 'take_accounting', 'take_login') loop
    execute format('alter function %s owner to dotmac_freeradius_writer', fn);
  end loop;
end
$$;
revoke create on schema freeradius from dotmac_view, dotmac_freeradius_writer;
grant execute on function freeradius.tenant_id() to dotmac_freeradius, dotmac_view, dotmac_freeradius_writer;
grant select on all tables in schema freeradius to dotmac_freeradius;
grant insert on freeradius.radacct, freeradius.radpostauth to dotmac_freeradius;
grant usage on schema freeradius to dotmac_app;
grant execute on function freeradius.role_name(), freeradius.grant_access(text), freeradius.revoke_access() to dotmac_app;

create index if not exists freeradius_login_groups on freeradius_login using gin (tenant_id, groups);
create index if not exists freeradius_login_username on freeradius_login (tenant_id, username);

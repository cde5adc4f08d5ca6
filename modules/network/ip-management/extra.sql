-- No two pools of an ISP overlap inside a VRF, whoever creates them at the same moment.
do $$
begin
  if not exists (select 1 from pg_constraint where conname = 'ip_pool_no_overlap') then
    alter table ip_pool add constraint ip_pool_no_overlap exclude using gist (tenant_id with =, vrf with =, cidr inet_ops with &&);
  end if;
end
$$;

create index if not exists ip_reservation_search on ip_reservation using gin (tenant_id, search gin_trgm_ops);

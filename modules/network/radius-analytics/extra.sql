-- Room on the page for the next count.
alter table radius_nas_hour set (fillfactor = 70);
alter table radius_usage_day set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
alter table radius_session_flow set (fillfactor = 70);
alter table radius_session_end set (fillfactor = 70);

-- For health: how much a customer uses.
create or replace view customer_usage_day with (security_invoker = true) as
  select tenant_id, customer_id, day, download_bytes + upload_bytes as bytes from radius_usage_day where customer_id is not null;
grant select on customer_usage_day to dotmac_app;

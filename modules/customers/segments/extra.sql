-- For customers: what their list is narrowed by.
create or replace view customer_segment_criteria with (security_invoker = true) as
  select tenant_id, id, criteria, shared, owner_id from customer_segment;
grant select on customer_segment_criteria to dotmac_app;

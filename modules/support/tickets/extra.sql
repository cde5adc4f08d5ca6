create index if not exists ticket_search on ticket using gin (tenant_id, search gin_trgm_ops);
create index if not exists ticket_message_files on ticket_message using gin (tenant_id, file_ids);

-- For customers and their health.
create or replace view customer_by_ticket with (security_invoker = true) as 
  select tenant_id, customer_id, number, status, priority, opened_at, unanswered_since from ticket;
grant select on customer_by_ticket to dotmac_app;

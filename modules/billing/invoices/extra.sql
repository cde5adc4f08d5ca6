create index if not exists invoice_search on invoice using gin (tenant_id, search gin_trgm_ops);

-- Open invoices are few beside all others; their sums come from the index alone.
create index if not exists invoice_balance_open on invoice_balance (tenant_id, due_date, invoice_id)
  include (total_minor, paid_minor) where status = 'open';

-- For customers and their health.
create or replace view customer_by_invoice with (security_invoker = true) as select tenant_id, customer_id, number from invoice;
grant select on customer_by_invoice to dotmac_app;
create or replace view customer_invoice_standing with (security_invoker = true) as
  select b.tenant_id, b.customer_id, b.status, b.due_date, b.total_minor - b.paid_minor as open_minor, p.paid_at
  from invoice_balance b left join lateral (
    select max(received_at) as paid_at from invoice_payment where tenant_id = b.tenant_id and invoice_id = b.invoice_id and b.status = 'paid'
  ) p on true
  where b.status <> 'void';
grant select on customer_invoice_standing to dotmac_app;

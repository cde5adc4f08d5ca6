create index if not exists invoice_search on invoice using gin (tenant_id, search gin_trgm_ops);

-- Open invoices are few beside all others; their sums come from the index alone.
create index if not exists invoice_balance_open on invoice_balance (tenant_id, due_date, invoice_id)
  include (total_minor, paid_minor) where status = 'open';

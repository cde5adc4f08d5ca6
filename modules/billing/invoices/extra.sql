create index if not exists invoice_search on invoice using gin (tenant_id, search gin_trgm_ops);

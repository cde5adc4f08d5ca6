create index if not exists payment_search on payment using gin (tenant_id, search gin_trgm_ops);

create index if not exists mail_message_search on mail_message using gin (tenant_id, search gin_trgm_ops);

create index if not exists ticket_search on ticket using gin (tenant_id, search gin_trgm_ops);
create index if not exists ticket_message_files on ticket_message using gin (tenant_id, file_ids);

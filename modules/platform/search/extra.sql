-- Where the platform's staff find a provider by what they were told. Of subscribers nothing is here but ids.
drop view if exists platform_view.directory;
create view platform_view.directory as
select tenant_id as provider_id, 'staff' as kind, id, email as label, status as detail from member
union all select tenant_id, 'nas', id, name, address from nas
union all select tenant_id, 'domain', id, domain, status from domain
-- What the platform asked of a provider; its own invoices to subscribers are not looked at.
union all select tenant_id, 'invoice', id, number, payer_name from account_invoice;

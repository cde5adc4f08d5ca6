import type { Pool } from 'pg';

/** Every customer has a line, 10 sessions of two devices of which the last lives for half, six invoices, and every fourth a ticket. */
export async function makeLives(owner: Pool, tenantId: string): Promise<void> {
  const make = (text: string) => owner.query(text, [tenantId]);
  await make(`insert into internet_plan (tenant_id, code, name, status, download_kbps, upload_kbps, price_minor, setup_fee_minor, currency, cycle, cap_policy, created_at, updated_at)
    values ($1, 'bench', 'Bench 100', 'active', 100000, 40000, 3900, 0, 'EUR', 'monthly', 'none', now(), now())`);
  await make(`insert into subscription (tenant_id, number, customer_id, customer_number, customer_name, plan_id, plan_name, download_kbps, upload_kbps, status, price_minor, setup_fee_minor, currency, cycle, ordered_at, activated_at, billing_anchor, period_start, period_end)
    select $1, 'S-' || c.serial, c.id, c.number, c.name, p.id, p.name, 100000, 40000, 'active', 3900, 0, 'EUR', 'monthly', now(), now(), current_date, current_date, current_date + 30
    from customer c, internet_plan p where c.tenant_id = $1 and p.tenant_id = $1`);
  await make(`insert into radius_account (tenant_id, username, password, subscription_id, customer_id, customer_name, download_kbps, upload_kbps, created_at)
    select $1, 'u' || number, 'x', id, customer_id, customer_name, 100000, 40000, now() from subscription where tenant_id = $1`);
  await make(`insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, subscription_id, customer_id, nas_id, nas_name, calling_station_id, framed_ip_address, started_at, updated_at, stopped_at, usage_hour)
    select $1, gen_random_uuid(), n::text, a.username, a.id, a.subscription_id, a.customer_id, $1, 'bng', case when n % 2 = 0 then 'AA:BB:CC:00:00:01' else 'AA:BB:CC:00:00:02' end,
      '10.0.0.1', now() - n * interval '1 day', now(), case when n > 0 or right(a.username, 1) < '5' then now() - n * interval '1 day' + interval '20 hours' end, now()
    from radius_account a, generate_series(0, 9) n where a.tenant_id = $1`);
  await make(`with made as (
      insert into invoice (tenant_id, number, customer_id, customer_number, customer_name, billing_address, seller_name, issue_date, due_date, currency, total_minor, issued_at)
      select $1, c.serial || '-' || n, c.id, c.number, c.name, '{}', 'Bench', current_date - n * 30, current_date - n * 30 + 14, 'EUR', 3900, now()
      from customer c, generate_series(0, 5) n where c.tenant_id = $1 returning id, customer_id, due_date, number
    ) insert into invoice_balance (tenant_id, invoice_id, customer_id, status, due_date, total_minor, paid_minor)
    select $1, id, customer_id, case when number like '%-0' then 'open' else 'paid' end, due_date, 3900, case when number like '%-0' then 0 else 3900 end from made`);
  await make(`insert into ticket (tenant_id, number, subject, customer_id, customer_number, customer_name, status, priority, category, channel, opened_at, updated_at)
    select $1, 'T-' || serial, 'Slow', id, number, name, 'open', 'normal', 'speed', 'portal', now(), now() from customer where tenant_id = $1 and serial % 4 = 0`);
}

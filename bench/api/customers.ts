import type { Pool } from 'pg';

/**
 * Customers of a tenant, as many as told, by one statement each for rows and number: made in SQL because the services take
 * minutes for 100 000. Names, towns and telephone numbers repeat as they do in life; statuses and tags have the shares of a
 * grown ISP. Nothing the list reads is left out: generated columns and triggers do their work.
 */
export async function makeCustomers(owner: Pool, tenantId: string, count: number): Promise<void> {
  await owner.query(
    `with lists as (select
       array['Anna','Björn','Çelik','Daniela','Émile','Fatima','Günther','Hanna','Igor','Jana','Karim','Łukasz','Maria','Noah','Olga','Paul','Ruth','Søren','Tola','Uwe'] as first,
       array['Müller','Schmidt','Schneider','Fischer','Weber','Meyer','Wagner','Becker','Schulz','Hoffmann','Koch','Richter','Klein','Wolf','Schröder','Neumann','Schwarz','Braun','Hofmann','Zimmermann','Krüger','Hartmann','Lange','Werner','Krause','Lehmann','Köhler','Maier','Adewale','Okafor'] as last,
       array['Berlin','Potsdam','Cottbus','Frankfurt (Oder)','Brandenburg an der Havel','Oranienburg','Bernau','Eberswalde','Königs Wusterhausen','Falkensee'] as town)
     insert into customer (tenant_id, id, serial, number, kind, name, email, phone, status, tier, address_line1, postcode, city, country, locale, tags, custom_fields, created_at, updated_at)
     select $1, uuidv7(), n, 'C-' || lpad(n::text, 6, '0'),
       case when n % 10 = 0 then 'business' else 'individual' end,
       case when n % 10 = 0 then last[1 + n * 7 % 30] || ' ' || (array['GmbH','Bau KG','Handel','Systeme'])[1 + n / 10 % 4] || ' ' || n
         else first[1 + n * 13 % 20] || ' ' || last[1 + n * 7 / 3 % 30] end,
       'customer' || n || '@example.net',
       '+4930' || lpad((n * 7919 % 10000000)::text, 7, '0'),
       case when n % 100 < 80 then 'active' when n % 100 < 85 then 'suspended' when n % 100 < 95 then 'prospect' when n % 100 < 98 then 'inactive' else 'closed' end,
       (array['basic','standard','premium'])[1 + n % 3],
       'Hauptstraße ' || 1 + n % 200, lpad((10000 + n % 5000)::text, 5, '0'), town[1 + n % 10], 'DE', 'de',
       array_remove(array[case when n % 20 = 0 then 'gold' end, case when n % 100 = 7 then 'vip' end, case when n % 10000 = 1 then 'unicorn' end], null),
       jsonb_build_object('meter', n::text),
       date_trunc('milliseconds', now() - (($2 - n) * interval '15 minutes')), date_trunc('milliseconds', now())
     from lists, generate_series(1, $2::int) n`,
    [tenantId, count],
  );
  await owner.query(
    `insert into customer_sequence (tenant_id, last) values ($1, $2) on conflict (tenant_id) do update set last = excluded.last`,
    [tenantId, count],
  );
}

-- The last nine digits: the same however a number is written, with the country's code or the leading zero.
create or replace function phone_key(phone text) returns text language sql immutable parallel safe as $$
  select case when length(digits) >= 7 then right(digits, 9) end
  from (select regexp_replace(phone, '\D', '', 'g') as digits) d
$$;
create index if not exists customer_phone_key on customer (tenant_id, phone_key(phone)) where phone is not null;

/**
 * SQL that creates what a realm keeps beside the library's tables, in its schema: counters of tries, codes that were used,
 * the browsers a person signed in from, and addresses that wait to be proven.
 */
export const realmTables = (schema: string) => `
  create table if not exists ${schema}.sign_in_attempt (key text primary key, count integer not null, since timestamptz not null);
  create table if not exists ${schema}.used_code (
    user_id text not null references ${schema}."user" (id) on delete cascade,
    code text not null, at timestamptz not null, primary key (user_id, code));
  create table if not exists ${schema}.device (
    id text primary key,
    user_id text not null references ${schema}."user" (id) on delete cascade,
    token_hash text not null, user_agent text, ip_address text, place text,
    first_at timestamptz not null, last_at timestamptz not null, trust_identifier text,
    unique (user_id, token_hash));
  create table if not exists ${schema}.email_change (
    user_id text primary key references ${schema}."user" (id) on delete cascade,
    hash text not null unique, email text not null, expires_at timestamptz not null);
  alter table ${schema}.passkey add column if not exists "lastUsedAt" timestamptz;
`;

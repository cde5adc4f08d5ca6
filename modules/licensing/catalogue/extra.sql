-- The price list every installation begins with. What is there already stays as the platform's staff made it.
insert into licensing_plan_version (id, plan_id, version, currency, month_minor, year_minor, features, allowances, seats) values (
  '00000000-0000-7000-8100-000000000001', '00000000-0000-7000-8000-000000000001', 1, 'USD', 2900, 29000,
  '["radius", "ip-management", "ticketing", "portal"]',
  '{"subscribers": {"included": 500, "hard": true, "overageMinor": 500, "overageUnits": 100}, "staff_seats": {"included": null, "hard": false, "overageMinor": 0, "overageUnits": 1}, "storage_bytes": {"included": 10000000000, "hard": false, "overageMinor": 10, "overageUnits": 1000000000}, "api_calls": {"included": 0, "hard": true, "overageMinor": 100, "overageUnits": 1000}, "sms": {"included": 0, "hard": false, "overageMinor": 0, "overageUnits": 1}}',
  '{"admin": 1, "operator": 2, "read-only": 1}') on conflict do nothing;
insert into licensing_plan (id, key, name, tagline, position, status, trial_days, current_version_id) values
  ('00000000-0000-7000-8000-000000000001', 'starter', 'Starter', 'For a first network', 1, 'offered', 14, '00000000-0000-7000-8100-000000000001') on conflict do nothing;
insert into licensing_plan_version (id, plan_id, version, currency, month_minor, year_minor, features, allowances, seats) values (
  '00000000-0000-7000-8100-000000000002', '00000000-0000-7000-8000-000000000002', 1, 'USD', 9900, 99000,
  '["radius", "ip-management", "ticketing", "portal", "speed-and-data", "radius-analytics", "automation", "api", "netbox"]',
  '{"subscribers": {"included": 5000, "hard": false, "overageMinor": 500, "overageUnits": 100}, "staff_seats": {"included": null, "hard": false, "overageMinor": 0, "overageUnits": 1}, "storage_bytes": {"included": 100000000000, "hard": false, "overageMinor": 10, "overageUnits": 1000000000}, "api_calls": {"included": 100000, "hard": false, "overageMinor": 100, "overageUnits": 1000}, "sms": {"included": 0, "hard": false, "overageMinor": 0, "overageUnits": 1}}',
  '{"admin": 3, "operator": 10, "read-only": 5}') on conflict do nothing;
insert into licensing_plan (id, key, name, tagline, position, status, trial_days, current_version_id) values
  ('00000000-0000-7000-8000-000000000002', 'professional', 'Professional', 'For a provider that grows', 2, 'offered', 14, '00000000-0000-7000-8100-000000000002') on conflict do nothing;
insert into licensing_plan_version (id, plan_id, version, currency, month_minor, year_minor, features, allowances, seats) values (
  '00000000-0000-7000-8100-000000000003', '00000000-0000-7000-8000-000000000003', 1, 'USD', 49900, 499000,
  '["radius", "ip-management", "ticketing", "portal", "speed-and-data", "radius-analytics", "automation", "api", "netbox", "freeradius"]',
  '{"subscribers": {"included": 50000, "hard": false, "overageMinor": 500, "overageUnits": 100}, "staff_seats": {"included": null, "hard": false, "overageMinor": 0, "overageUnits": 1}, "storage_bytes": {"included": 1000000000000, "hard": false, "overageMinor": 10, "overageUnits": 1000000000}, "api_calls": {"included": 2000000, "hard": false, "overageMinor": 100, "overageUnits": 1000}, "sms": {"included": 0, "hard": false, "overageMinor": 0, "overageUnits": 1}}',
  '{"admin": 10, "operator": 50, "read-only": 50}') on conflict do nothing;
insert into licensing_plan (id, key, name, tagline, position, status, trial_days, current_version_id) values
  ('00000000-0000-7000-8000-000000000003', 'enterprise', 'Enterprise', 'For many networks and many people', 3, 'offered', 14, '00000000-0000-7000-8100-000000000003') on conflict do nothing;
insert into licensing_addon (id, key, name, description, kind, feature, metric, seat_type, amount, currency, month_minor, status, position) values
  ('00000000-0000-7000-8200-000000000001', 'seat-admin', 'Admin seat', 'One more colleague who may do everything', 'seat', null, null, 'admin', 1, 'USD', 1200, 'offered', 1),
  ('00000000-0000-7000-8200-000000000002', 'seat-operator', 'Operator seat', 'One more colleague who works with the product', 'seat', null, null, 'operator', 1, 'USD', 800, 'offered', 2),
  ('00000000-0000-7000-8200-000000000003', 'seat-read-only', 'Read-only seat', 'One more colleague who only looks', 'seat', null, null, 'read-only', 1, 'USD', 200, 'offered', 3),
  ('00000000-0000-7000-8200-000000000004', 'subscribers-1000', '1 000 more subscribers', 'Room for a thousand subscribers more', 'quota', null, 'subscribers', null, 1000, 'USD', 2500, 'offered', 4),
  ('00000000-0000-7000-8200-000000000005', 'storage-100', '100 GB more storage', 'For documents, photos and attachments', 'quota', null, 'storage_bytes', null, 100000000000, 'USD', 900, 'offered', 5),
  ('00000000-0000-7000-8200-000000000006', 'api-calls-100000', '100 000 more API calls', 'Each month', 'quota', null, 'api_calls', null, 100000, 'USD', 2000, 'offered', 6),
  ('00000000-0000-7000-8200-000000000007', 'feature-freeradius', 'FreeRADIUS', 'A FreeRADIUS beside the built-in engine', 'feature', 'freeradius', null, null, 1, 'USD', 4900, 'offered', 7),
  ('00000000-0000-7000-8200-000000000008', 'feature-netbox', 'NetBox', 'Comparison and alignment with your NetBox', 'feature', 'netbox', null, null, 1, 'USD', 2900, 'offered', 8)
  on conflict do nothing;

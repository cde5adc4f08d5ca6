-- Room on the page for the next count.
alter table radius_nas_hour set (fillfactor = 70);
alter table radius_usage_day set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);
alter table radius_session_flow set (fillfactor = 70);
alter table radius_session_end set (fillfactor = 70);

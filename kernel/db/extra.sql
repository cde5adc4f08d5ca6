create schema if not exists platform_view;

create extension if not exists pg_trgm;
create extension if not exists btree_gist;
create extension if not exists btree_gin;

-- Under row-level security a condition may use an index only when its operator is marked leakproof. Those of text search,
-- trigrams and networks reveal nothing of the rows they are shown, and without the mark every search reads all the rows
-- of the tenant. Marking them needs a superuser; elsewhere searches are correct and slower.
do $$
declare
  fn regprocedure;
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    for fn in
      select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where not p.proleakproof and (
        (n.nspname = 'pg_catalog' and p.proname in (
          'textlike', 'texticlike', 'textnlike', 'texticnlike', 'bpcharlike', 'bpchariclike', 'ts_match_vq', 'ts_match_qv',
          'arraycontains', 'arraycontained', 'arrayoverlap',
          'network_sub', 'network_subeq', 'network_sup', 'network_supeq', 'network_overlap',
          'range_overlaps', 'range_contains', 'range_contains_elem', 'elem_contained_by_range'))
        or (n.nspname = 'public' and p.proname in (
          'similarity_op', 'word_similarity_op', 'word_similarity_commutator_op',
          'strict_word_similarity_op', 'strict_word_similarity_commutator_op')))
    loop
      execute format('alter function %s leakproof', fn);
    end loop;
  end if;
end
$$;

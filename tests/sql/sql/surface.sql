-- The catalog of 2.0, object by object.
\pset format unaligned
\pset tuples_only on
SELECT proc.oid::regprocedure || ' ' || pg_get_function_arguments(proc.oid) || ' -> ' || pg_get_function_result(proc.oid)
       || ' ' || lanname || provolatile::text || proparallel::text || CASE WHEN proisstrict THEN ' strict' ELSE '' END
       || CASE WHEN prosecdef THEN ' definer' ELSE '' END
FROM pg_proc AS proc JOIN pg_language ON pg_language.oid = prolang
WHERE pronamespace = 'efm_extension'::regnamespace ORDER BY proname, 1;
SELECT relname || ': ' || string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'efm_extension'::regnamespace AND relkind IN ('r', 'v', 'c') AND attnum > 0
GROUP BY relname, relkind ORDER BY relkind, relname;
-- Whoever defines, pins the path, with pg_temp last; nothing is PUBLIC's; everything has a comment.
SELECT oid::regprocedure FROM pg_proc
WHERE pronamespace = 'efm_extension'::regnamespace AND prosecdef
  AND NOT coalesce(proconfig @> ARRAY['search_path=pg_catalog, efm_extension, pg_temp'], false);
SELECT oid::regprocedure FROM pg_proc
WHERE pronamespace = 'efm_extension'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE');
SELECT oid::regprocedure FROM pg_proc
WHERE pronamespace = 'efm_extension'::regnamespace AND obj_description(oid, 'pg_proc') IS NULL;
-- The settings.
SELECT name || ' ' || vartype || ' ' || context || ' ' || coalesce(boot_val, 'null') || ' ' || coalesce(min_val || '..' || max_val, '')
FROM pg_settings WHERE name LIKE 'efm.%' ORDER BY 1;
SET efm.cluster_name = '9lives';
SET efm.cluster_name = 'a.b';
\set VERBOSITY sqlstate
SET efm.cache_ttl = 301;
\set VERBOSITY default
SET efm.nothing = 1;
SET efm.sudo_path = '/bin/sh';
ALTER SYSTEM SET efm.command_path = 'bin/efm';
-- What is dumped with the database.
SELECT unnest(extconfig)::regclass AS dumped FROM pg_extension WHERE extname = 'efm_extension' ORDER BY 1;

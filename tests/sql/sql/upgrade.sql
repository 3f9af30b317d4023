\! sh $EFM/reset
-- 1.0, 1.1, 2.0.
\set VERBOSITY terse
CREATE EXTENSION efm_extension VERSION '1.0';
CREATE ROLE old_monitor;
-- As 1.0 granted: everything.
GRANT USAGE ON SCHEMA efm_extension TO old_monitor;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA efm_extension TO old_monitor;
GRANT SELECT ON efm_extension.efm_nodes_details, efm_extension.efm_local_properties TO old_monitor;
SELECT node_ip, role, db_status, xlog, agent_status, xloginfo, info FROM efm_extension.efm_nodes_details;
CREATE VIEW of_a_user AS SELECT node_ip, role FROM efm_extension.efm_nodes_details;
ALTER EXTENSION efm_extension UPDATE TO '1.1';
SELECT * FROM of_a_user;
CREATE VIEW of_another AS SELECT node_ip, role FROM efm_extension.efm_nodes_details;
\pset format unaligned
\pset tuples_only on
SELECT proname || '(' || pg_get_function_arguments(oid) || ') -> ' || pg_get_function_result(oid)
FROM pg_proc WHERE pronamespace = 'efm_extension'::regnamespace ORDER BY 1;
\pset format aligned
\pset tuples_only off
SELECT metric_name, value, labels FROM efm_extension.efm_metrics;
-- An old grant does not make a superuser of anybody.
SET ROLE old_monitor;
SELECT efm_extension.get_pgpool_links();
RESET ROLE;
SET SESSION AUTHORIZATION old_monitor;
SELECT efm_extension.efm_failover();
SELECT efm_extension.grant_access_to_user('old_monitor');
RESET SESSION AUTHORIZATION;
INSERT INTO efm_extension.pgpool_nodes VALUES ('pool.example.net', 9999, 'postgres', 'pgpool', '\x00');
DROP VIEW of_a_user;
DROP VIEW efm_extension.efm_nodes_details_1_0;
ALTER EXTENSION efm_extension UPDATE;
SELECT * FROM of_another;
SET SESSION AUTHORIZATION old_monitor;
SELECT count(*) FROM efm_extension.efm_nodes_details;
SELECT efm_extension.efm_failover();
SELECT efm_extension.grant_access_to_user('old_monitor');
RESET SESSION AUTHORIZATION;
-- Updated and fresh are the same, but for the old monitor's grants.
CREATE VIEW catalog AS
    SELECT pg_describe_object(classid, objid, 0) AS object,
           CASE classid WHEN 'pg_proc'::regclass THEN
               (SELECT proc::text FROM (SELECT proname, prolang, prosecdef, provolatile, proparallel, proisstrict, prorows,
                                               proargnames, pg_get_function_arguments(pg_proc.oid), prosrc, proconfig,
                                               obj_description(pg_proc.oid, 'pg_proc') FROM pg_proc WHERE pg_proc.oid = objid) AS proc)
           WHEN 'pg_class'::regclass THEN
               (SELECT relkind::text || coalesce(pg_get_viewdef(objid), '') ||
                       (SELECT string_agg(attname || format_type(atttypid, atttypmod) || attnotnull, ',' ORDER BY attnum)
                        FROM pg_attribute WHERE attrelid = objid AND attnum > 0) || coalesce(obj_description(objid, 'pg_class'), '')
                FROM pg_class WHERE pg_class.oid = objid)
           END AS definition
    FROM pg_depend JOIN pg_extension ON refobjid = pg_extension.oid AND extname = 'efm_extension' AND deptype = 'e';
CREATE TABLE updated AS SELECT * FROM catalog;
DROP VIEW of_another;
DROP EXTENSION efm_extension;
DROP OWNED BY old_monitor;
CREATE EXTENSION efm_extension;
(SELECT 'only fresh', * FROM catalog EXCEPT SELECT 'only fresh', * FROM updated)
UNION ALL (SELECT 'only updated', * FROM updated EXCEPT SELECT 'only updated', * FROM catalog);
SELECT count(*) > 50 AS many FROM catalog;
DROP VIEW catalog;
DROP TABLE updated;
DROP EXTENSION efm_extension;
DROP ROLE old_monitor;

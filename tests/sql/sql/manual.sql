\! sh $EFM/reset
-- Every statement of the manual.
\pset null NULL
SET TimeZone = 'UTC';
CREATE ROLE monitoring_user LOGIN;
SELECT efm_extension.grant_access_to_user('monitoring_user');
SELECT efm_extension.efm_invalidate_cache();
SET ROLE monitoring_user;
SELECT efm_extension.efm_cluster_status('text');
SELECT efm_extension.efm_cluster_status('json')::jsonb = efm_extension.efm_cluster_status_json() AS same;
SELECT jsonb_pretty(efm_extension.efm_cluster_status_json() -> 'nodes');
SELECT node_ip, role, db_status, xlog, agent_status, xlog_info, priority, is_promotable,
       now() - last_updated < '1 minute' AS recent
FROM efm_extension.efm_nodes_details;
SELECT metric_name, value, labels FROM efm_extension.efm_metrics
WHERE metric_name IN ('efm_cluster_nodes_total', 'efm_node_status', 'efm_node_by_type');
SELECT value > 0 AND value < 1 AS moves FROM efm_extension.efm_metrics WHERE metric_name = 'efm_cache_hit_ratio';
SELECT efm_extension.zabbix_node_discovery();
SELECT cache_hits > 0 AS hits, cache_misses > 0 AS misses, cache_updates > 0 AS updates, last_update IS NOT NULL AS at,
       cache_ttl_seconds
FROM efm_extension.efm_cache_stats();
SELECT * FROM efm_extension.efm_is_available();
SELECT * FROM efm_extension.efm_local_properties;
SELECT efm_extension.efm_list_properties();
SELECT collected_at, status_json->'nodes'
FROM efm_extension.efm_status_history
ORDER BY collected_at DESC
LIMIT 10;
RESET ROLE;
SELECT efm_extension.cleanup_status_history(7);
SELECT efm_extension.cleanup_status_history(-1);
SELECT efm_extension.cleanup_status_history(2147483647);
SELECT efm_extension.revoke_access_from_user('monitoring_user');
SET ROLE monitoring_user;
SELECT efm_extension.efm_cluster_status_json();
RESET ROLE;
DROP ROLE monitoring_user;
-- As the manual sets them.
ALTER SYSTEM SET efm.cache_ttl TO 3;
SELECT pg_reload_conf();
\c -
SHOW efm.cache_ttl;
ALTER SYSTEM RESET efm.cache_ttl;
SELECT pg_reload_conf();
-- And beyond it: EFM, pools and servers in one place.
\! mv $EFM/efm.properties $EFM/kept
SELECT address, role, efm_type, efm_database, lsn, lag_bytes FROM efm_extension.cluster_overview WHERE address IS NOT NULL;
\! mv $EFM/kept $EFM/efm.properties
SELECT name, ok, hint FROM efm_extension.efm_selfcheck();

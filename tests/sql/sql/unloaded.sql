\! sh $EFM/reset
-- Without shared_preload_libraries: everything but what is shared. No call ends the session.
CREATE EXTENSION efm_extension;
SELECT pg_backend_pid() AS before \gset
SELECT node_ip, role, agent_status FROM efm_extension.efm_nodes_details;
SELECT * FROM efm_extension.efm_is_available();
SELECT cache_hits > 0 AS hit, cache_misses, cache_updates FROM efm_extension.efm_cache_stats();
SELECT efm_extension.efm_disallow_node('10.9.9.9');
SELECT state, request, outcome FROM efm_extension.efm_jobs;
SHOW efm.bgw_enabled;
SELECT pg_backend_pid() = :before AS same_session;
DROP EXTENSION efm_extension;

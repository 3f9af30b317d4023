\! sh $EFM/reset
-- What EFM of all ages prints, and dirt.
SET efm.cache_ttl = 0;
\pset null NULL
\! printf '{"nodes":{"10.20.30.11":{"type":"Master","agent":"UP","db":"UP","xlog":"0/5","xloginfo":""},"10.20.30.12":{"type":"Standby","agent":"DOWN","db":"DOWN","xlog":"UNKNOWN","xloginfo":""}}}' >$EFM/status.json
SELECT node_ip, node_type, agent_status, db_status, xlog_location, priority, is_promotable FROM efm_extension.efm_get_nodes();
-- EFM 5: other keys, a lost member, a witness, nested values, unknown keys, host names, IPv6.
\! printf '{"nodes":{"10.0.0.1":{"type":"Primary","db":"UP","x":{"y":[1,{"z":2}]},"lsnReceive":"","lsn":"0\\/9000200","lsnInfo":"a"},"10.0.0.4":{"type":"Witness","db":"N\\/A"},"10.0.0.5":{"type":"DOWN","db":"N\\/A"},"2001:db8::7":{"type":"Standby","db":"UP","lsn":"0/9000100"},"db9.example.net":{"type":"Standby","db":"UP"},"10.0.0.6":{}},"failoverpriority":["2001:db8::7"],"strange":null}' >$EFM/status.json
SELECT node_ip, node_type, agent_status, db_status, xlog_location, priority, is_promotable FROM efm_extension.efm_get_nodes();
SELECT value FROM efm_extension.efm_metrics WHERE metric_name = 'efm_cluster_nodes_total';
SELECT labels ->> 'node_ip' AS node, value FROM efm_extension.efm_metrics WHERE metric_name = 'efm_node_lag_bytes';
-- Bytes that are no characters never reach a table.
\! printf '{"nodes":{"10.0.0.1":{"type":"Primary","db":"UP","lsnInfo":"caf\351 \303\251"}}}' >$EFM/status.json
CREATE TEMP TABLE kept AS SELECT xlog_info, upper(xlog_info) AS upper FROM efm_extension.efm_get_nodes();
SELECT xlog_info, length(xlog_info), upper FROM kept;
-- Nothing and garbage.
\! printf '{"nodes":{}}' >$EFM/status.json
SELECT efm_extension.zabbix_node_discovery();
\! printf '{"nodes":' >$EFM/status.json
\set VERBOSITY sqlstate
SELECT efm_extension.zabbix_node_discovery();
SELECT value FROM efm_extension.efm_metrics WHERE metric_name = 'efm_up';

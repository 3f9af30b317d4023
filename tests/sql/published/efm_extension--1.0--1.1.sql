-- As the published update left it: the functions of 1.0 keep their arguments without names, and the grants that 1.0 gave.
REVOKE ALL ON SCHEMA efm_extension FROM PUBLIC;
DROP VIEW efm_nodes_details;
CREATE TYPE node_status AS (
    node_ip inet, node_type text, agent_status text, db_status text, xlog_location text, xlog_info text,
    priority integer, is_promotable boolean, last_updated timestamptz);
CREATE TYPE cluster_info AS (
    cluster_name text, vip text, membership_coordinator text, minimum_standbys integer, total_nodes integer,
    allowed_nodes text[], failover_priority text[], messages text[], fetched_at timestamptz);
CREATE TYPE cache_stats AS (
    cache_hits bigint, cache_misses bigint, cache_updates bigint, last_update timestamptz, cache_ttl_seconds integer);
CREATE FUNCTION efm_cluster_status_json() RETURNS jsonb
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cluster_status_json';
CREATE FUNCTION efm_get_nodes() RETURNS SETOF node_status
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_get_nodes';
CREATE FUNCTION efm_cache_stats() RETURNS cache_stats
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cache_stats';
CREATE FUNCTION efm_invalidate_cache() RETURNS void
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_invalidate_cache';
CREATE FUNCTION efm_is_available() RETURNS TABLE (is_available boolean, error_code integer, error_message text)
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_is_available';
CREATE VIEW efm_nodes_details AS
    SELECT node_ip, node_type AS role, db_status, xlog_location AS xlog, agent_status, xlog_info, priority,
           is_promotable, last_updated
    FROM efm_extension.efm_get_nodes();
CREATE VIEW efm_metrics AS
    SELECT 'efm_cluster_nodes_total'::text AS metric_name, count(*)::float AS value,
           jsonb_build_object('cluster', current_setting('efm.cluster_name', true)) AS labels
    FROM efm_extension.efm_get_nodes()
UNION ALL
    SELECT 'efm_cache_hit_ratio', (stats).cache_hits::float,
           jsonb_build_object('cluster', current_setting('efm.cluster_name', true))
    FROM (SELECT efm_extension.efm_cache_stats() AS stats) AS of_cache;
CREATE FUNCTION zabbix_node_discovery() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, efm_extension AS $$
    SELECT jsonb_build_object('data', jsonb_agg(jsonb_build_object('{#NODE_IP}', node_ip::text)))
    FROM efm_extension.efm_get_nodes() $$;
CREATE TABLE efm_status_history (
    id bigserial PRIMARY KEY, status_json jsonb NOT NULL, collected_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX efm_status_history_collected_at_idx ON efm_status_history (collected_at DESC);
CREATE INDEX efm_status_history_status_json_idx ON efm_status_history USING gin (status_json);
CREATE FUNCTION cleanup_status_history(retention_days integer DEFAULT 7) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, efm_extension AS $$
BEGIN
    DELETE FROM efm_extension.efm_status_history WHERE collected_at < now() - (retention_days || ' days')::interval;
    RETURN 0;
END $$;
-- It reads the list of its objects from pg_extension, and pg_temp comes before pg_catalog in that path.
CREATE OR REPLACE FUNCTION grant_access_to_user(text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, efm_extension AS $$
DECLARE
    object text;
    managing constant text := 'allow_node|set_priority|failover|switchover|resume|invalidate|cleanup|access|pgpool|_efm|recovery';
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA efm_extension TO %I', $1);
    FOR object IN
        SELECT pg_describe_object(classid, objid, 0) FROM pg_depend
        WHERE refclassid = 'pg_catalog.pg_extension'::regclass AND deptype = 'e'
          AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'efm_extension')
    LOOP
        IF object ~ '^function' AND object !~ managing THEN
            EXECUTE format('GRANT EXECUTE ON %s TO %I', object, $1);
        ELSIF object ~ '^view' THEN
            EXECUTE format('GRANT SELECT ON %s TO %I', replace(object, 'view ', ''), $1);
        END IF;
    END LOOP;
    RETURN true;
END $$;
-- Helpers become definers here, and whoever 1.0 had let execute them still may.
ALTER FUNCTION get_efm(bytea, text) SECURITY DEFINER;
ALTER FUNCTION encrypt_efm(text, text) SECURITY DEFINER;
ALTER FUNCTION get_pgpool_links() SECURITY DEFINER;
ALTER FUNCTION pgpool_backendpid_details(text, integer) SECURITY DEFINER;
DROP FUNCTION remove_pgpool_monitoring(text, integer, text, text, text);
CREATE FUNCTION remove_pgpool_monitoring(p_hostname text, p_port integer, p_database text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN false; END';
REVOKE ALL ON FUNCTION efm_cluster_status_json(), efm_get_nodes(), efm_cache_stats(), efm_invalidate_cache(),
    efm_is_available(), zabbix_node_discovery(), cleanup_status_history(integer),
    remove_pgpool_monitoring(text, integer, text) FROM PUBLIC;
REVOKE ALL ON TABLE efm_status_history FROM PUBLIC;
REVOKE ALL ON SEQUENCE efm_status_history_id_seq FROM PUBLIC;

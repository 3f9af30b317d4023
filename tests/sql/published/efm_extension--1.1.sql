-- As a fresh 1.1 was.
REVOKE ALL ON SCHEMA efm_extension FROM PUBLIC;
CREATE FUNCTION efm_cluster_status(output_type text) RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cluster_status';
CREATE FUNCTION efm_allow_node(ip_address text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_allow_node';
CREATE FUNCTION efm_disallow_node(ip_address text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_disallow_node';
CREATE FUNCTION efm_failover() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_failover';
CREATE FUNCTION efm_switchover() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_switchover';
CREATE FUNCTION efm_resume_monitoring() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_resume_monitoring';
CREATE FUNCTION efm_set_priority(ip_address text, priority text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_set_priority';
CREATE FUNCTION efm_list_properties() RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_list_properties';
CREATE VIEW efm_local_properties AS
    SELECT split_part(line, '=', 1) AS name, split_part(line, '=', 2) AS value
    FROM efm_extension.efm_list_properties() AS line;

CREATE TYPE pool_status AS (
    pool_pid integer, start_time text, pool_id integer, backend_id integer, database text, username text,
    create_time text, majorversion integer, minorversion integer, pool_counter integer, pool_backendpid integer,
    pool_connected integer);
CREATE TYPE pool_link_status AS (link_name text, status text);
REVOKE ALL ON TYPE pool_status, pool_link_status FROM PUBLIC;
CREATE TABLE pgpool_nodes (
    hostname text, port integer, database text, username text NOT NULL, password bytea,
    CONSTRAINT pgpool_nodes_pkey PRIMARY KEY (hostname, port, database));
CREATE FUNCTION encrypt_efm(plaintext text, key text) RETURNS bytea
    LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, efm_extension AS $$
DECLARE
    found regproc;
    result bytea;
BEGIN
    SELECT oid INTO found FROM pg_proc WHERE proname = 'encrypt' AND pg_get_function_arguments(oid) = 'bytea, bytea, text'
    ORDER BY pronamespace LIMIT 1;
    EXECUTE format('SELECT %s($1, $2, $3)', found) INTO result USING plaintext::bytea, key::bytea, 'aes'::text;
    RETURN result;
END $$;
CREATE FUNCTION get_efm(ciphertext bytea, key text) RETURNS text
    LANGUAGE plpgsql STRICT SECURITY DEFINER AS 'BEGIN RETURN convert_from(decrypt($1, $2::bytea, ''aes''), ''SQL_ASCII''); END';
CREATE FUNCTION pgpool_link_exists(link_name text) RETURNS boolean
    LANGUAGE sql AS 'SELECT coalesce($1 = ANY (dblink_get_connections()), false)';
CREATE FUNCTION get_pgpool_links() RETURNS SETOF pool_link_status LANGUAGE sql SECURITY DEFINER AS $$
    SELECT 'pgpool_' || hostname,
           dblink_connect('pgpool_' || hostname, format('host=%s port=%s dbname=%I user=%I password=%I', hostname, port,
                                                        database, username, efm_extension.get_efm(password, 'efm')))
    FROM efm_extension.pgpool_nodes $$;
CREATE FUNCTION pgpool_backendpid_details(conn_name text, backend_pid integer) RETURNS SETOF pool_status
    LANGUAGE sql AS 'SELECT NULL::efm_extension.pool_status';
CREATE FUNCTION add_pgpool_monitoring(hostname text, port integer, database text, username text, password text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO efm_extension.pgpool_nodes VALUES ($1, $2, $3, $4, efm_extension.encrypt_efm($5, 'efm'));
    RETURN true;
END $$;
CREATE FUNCTION remove_pgpool_monitoring(p_hostname text, p_port integer, p_database text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_is_in_recovery() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN pg_catalog.pg_is_in_recovery(); END';
CREATE FUNCTION pg_last_wal_replay_lsn() RETURNS pg_lsn
    LANGUAGE sql AS 'SELECT pg_catalog.pg_current_wal_lsn()';
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
CREATE FUNCTION grant_access_to_user(username text) RETURNS boolean
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
CREATE FUNCTION revoke_access_from_user(username text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, efm_extension AS 'BEGIN RETURN false; END';
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA efm_extension FROM PUBLIC;
REVOKE ALL ON SEQUENCE efm_status_history_id_seq FROM PUBLIC;

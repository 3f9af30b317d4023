-- From 1.0 to the published surface of 1.1, argument names included.
\echo Use "ALTER EXTENSION efm_extension UPDATE TO '1.1'" to load this file. \quit

-- Whoever owns the schema could put operators and functions into it that this script would call as superuser.
DO $do$
BEGIN
    IF NOT EXISTS (
        SELECT FROM pg_catalog.pg_namespace AS place
        JOIN pg_catalog.pg_authid AS owner ON owner.oid OPERATOR(pg_catalog.=) place.nspowner
        WHERE place.nspname OPERATOR(pg_catalog.=) 'efm_extension'::pg_catalog.name
          AND (owner.rolsuper OR owner.rolname OPERATOR(pg_catalog.=) CURRENT_USER)) THEN
        RAISE EXCEPTION 'schema efm_extension belongs to somebody who is no superuser'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'Look at what is in it, then drop it, or drop that and say: ALTER SCHEMA efm_extension OWNER TO CURRENT_USER';
    END IF;
END $do$;

REVOKE ALL ON SCHEMA efm_extension FROM PUBLIC;

CREATE TYPE node_status AS (
    node_ip inet, node_type text, agent_status text, db_status text, xlog_location text, xlog_info text,
    priority integer, is_promotable boolean, last_updated timestamptz);
COMMENT ON TYPE node_status IS 'a member of the EFM cluster';
CREATE TYPE cluster_info AS (
    cluster_name text, vip text, membership_coordinator text, minimum_standbys integer, total_nodes integer,
    allowed_nodes text[], failover_priority text[], messages text[], fetched_at timestamptz);
COMMENT ON TYPE cluster_info IS 'the EFM cluster';
CREATE TYPE cache_stats AS (
    cache_hits bigint, cache_misses bigint, cache_updates bigint, last_update timestamptz, cache_ttl_seconds integer);
COMMENT ON TYPE cache_stats IS 'how often the status was at hand';

-- 1.0 left its arguments without names.
CREATE OR REPLACE FUNCTION efm_cluster_status(output_type text) RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cluster_status';
CREATE OR REPLACE FUNCTION efm_allow_node(ip_address text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_allow_node';
CREATE OR REPLACE FUNCTION efm_disallow_node(ip_address text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_disallow_node';
CREATE OR REPLACE FUNCTION efm_set_priority(ip_address text, priority text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_set_priority';

CREATE FUNCTION efm_cluster_status_json() RETURNS jsonb
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cluster_status_json';
CREATE FUNCTION efm_get_nodes() RETURNS SETOF node_status
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER ROWS 1000 AS 'MODULE_PATHNAME', 'efm_get_nodes';
CREATE FUNCTION efm_cache_stats() RETURNS cache_stats
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cache_stats';
CREATE FUNCTION efm_invalidate_cache() RETURNS void
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_invalidate_cache';
CREATE FUNCTION efm_is_available() RETURNS TABLE (is_available boolean, error_code integer, error_message text)
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_is_available';

COMMENT ON FUNCTION efm_cluster_status(text) IS 'what efm prints about its cluster: ''text'' or ''json''';
COMMENT ON FUNCTION efm_allow_node(text) IS 'lets a member join the EFM cluster';
COMMENT ON FUNCTION efm_disallow_node(text) IS 'takes a member''s right to join the EFM cluster';
COMMENT ON FUNCTION efm_set_priority(text, text) IS 'a member''s place in the failover order: 1 is first, 0 is never promoted';
COMMENT ON FUNCTION efm_failover() IS 'promotes the first standby of the failover order';
COMMENT ON FUNCTION efm_switchover() IS 'swaps the primary and the first standby of the failover order';
COMMENT ON FUNCTION efm_resume_monitoring() IS 'makes the idle agent on this host monitor its database again';
COMMENT ON FUNCTION efm_list_properties() IS 'the local agent''s properties file, secrets masked';
COMMENT ON FUNCTION efm_cluster_status_json() IS 'the status of the EFM cluster';
COMMENT ON FUNCTION efm_get_nodes() IS 'the members of the EFM cluster';
COMMENT ON FUNCTION efm_cache_stats() IS 'how often the status was at hand';
COMMENT ON FUNCTION efm_invalidate_cache() IS 'makes the next reader ask efm';
COMMENT ON FUNCTION efm_is_available() IS 'whether efm answers; raises no error when it does not';

-- The view's columns get other types, which no view on top of it can follow: where there is one it keeps the old view,
-- under another name.
DO $do$
DECLARE
    reader record;
    view constant regclass := 'efm_extension.efm_nodes_details';
    is_used constant boolean := EXISTS (
        SELECT FROM pg_depend JOIN pg_rewrite ON classid = 'pg_rewrite'::regclass AND objid = pg_rewrite.oid
        WHERE refclassid = 'pg_class'::regclass AND refobjid = view AND ev_class <> view);
    readers constant regrole[] := ARRAY(
        SELECT acl.grantee FROM pg_class, aclexplode(relacl) AS acl
        WHERE pg_class.oid = view AND acl.privilege_type = 'SELECT' AND acl.grantee NOT IN (0, relowner));
    reader_role regrole;
BEGIN
    IF is_used THEN
        ALTER VIEW efm_extension.efm_nodes_details RENAME TO efm_nodes_details_1_0;
        ALTER EXTENSION efm_extension DROP VIEW efm_extension.efm_nodes_details_1_0;
        PERFORM pg_catalog.set_config('client_min_messages', 'notice', true);  -- the server mutes scripts
        RAISE NOTICE 'views that use efm_nodes_details now use efm_nodes_details_1_0, which has its old columns';
        PERFORM pg_catalog.set_config('client_min_messages', 'warning', true);
    ELSE
        DROP VIEW efm_extension.efm_nodes_details;
    END IF;
    CREATE VIEW efm_extension.efm_nodes_details AS
        SELECT node_ip, node_type AS role, db_status, xlog_location AS xlog, agent_status, xlog_info, priority,
               is_promotable, last_updated
        FROM efm_extension.efm_get_nodes();
    FOREACH reader_role IN ARRAY readers LOOP
        EXECUTE format('GRANT SELECT ON efm_extension.efm_nodes_details TO %s', reader_role);
        EXECUTE format('GRANT EXECUTE ON FUNCTION efm_extension.efm_get_nodes() TO %s', reader_role);
    END LOOP;
END $do$;
COMMENT ON VIEW efm_nodes_details IS 'the members of the EFM cluster';
COMMENT ON VIEW efm_local_properties IS 'the local agent''s properties, secrets masked';

CREATE VIEW efm_metrics AS
    SELECT 'efm_cluster_nodes_total'::text AS metric_name, count(*)::float AS value,
           jsonb_build_object('cluster', current_setting('efm.cluster_name', true)) AS labels
    FROM efm_extension.efm_get_nodes()
UNION ALL
    SELECT 'efm_node_status', (agent_status = 'UP')::integer::float,
           jsonb_build_object('node_ip', host(node_ip), 'node_type', node_type,
                              'cluster', current_setting('efm.cluster_name', true))
    FROM efm_extension.efm_get_nodes()
UNION ALL
    SELECT 'efm_node_by_type', 1,
           jsonb_build_object('node_ip', host(node_ip), 'node_type', node_type, 'db_status', db_status,
                              'cluster', current_setting('efm.cluster_name', true))
    FROM efm_extension.efm_get_nodes()
UNION ALL
    SELECT 'efm_cache_hit_ratio', coalesce(cache_hits::float / nullif(cache_hits + cache_misses, 0), 0),
           jsonb_build_object('cluster', current_setting('efm.cluster_name', true))
    FROM efm_extension.efm_cache_stats();
COMMENT ON VIEW efm_metrics IS 'metrics for Prometheus and Grafana';

CREATE FUNCTION zabbix_node_discovery() RETURNS jsonb
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, efm_extension, pg_temp AS $$
    SELECT jsonb_build_object('data', coalesce(jsonb_agg(jsonb_build_object(
        '{#NODE_IP}', host(node_ip), '{#NODE_TYPE}', node_type,
        '{#CLUSTER}', current_setting('efm.cluster_name', true))), '[]'))
    FROM efm_extension.efm_get_nodes() $$;
COMMENT ON FUNCTION zabbix_node_discovery() IS 'the members as Zabbix discovers them';

CREATE TABLE efm_status_history (
    id bigserial PRIMARY KEY, status_json jsonb NOT NULL, collected_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX efm_status_history_collected_at_idx ON efm_status_history (collected_at DESC);
CREATE INDEX efm_status_history_status_json_idx ON efm_status_history USING gin (status_json);
COMMENT ON TABLE efm_status_history IS 'the status over time';
REVOKE ALL ON TABLE efm_status_history FROM PUBLIC;
REVOKE ALL ON SEQUENCE efm_status_history_id_seq FROM PUBLIC;

CREATE FUNCTION cleanup_status_history(retention_days integer DEFAULT 7) RETURNS bigint
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, efm_extension, pg_temp AS $$
DECLARE
    deleted bigint;
BEGIN
    IF retention_days < 0 OR retention_days > 36500 THEN
        RAISE EXCEPTION 'retention_days is %, and has to be 0 to 36500', retention_days
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    DELETE FROM efm_extension.efm_status_history WHERE collected_at < now() - make_interval(days => retention_days);
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END $$;
COMMENT ON FUNCTION cleanup_status_history(integer) IS 'removes history that is older, and says how many rows';

ALTER TABLE pgpool_nodes ALTER username SET NOT NULL;

-- The arguments of these get names, and one of them fewer arguments.
DROP FUNCTION remove_pgpool_monitoring(text, integer, text, text, text);
DO $do$
DECLARE
    ended text;
BEGIN
    FOREACH ended IN ARRAY ARRAY[
        'encrypt_efm(plaintext text, key text) RETURNS bytea',
        'get_efm(ciphertext bytea, key text) RETURNS text',
        'pgpool_link_exists(link_name text) RETURNS boolean',
        'get_pgpool_links() RETURNS SETOF efm_extension.pool_link_status',
        'pgpool_backendpid_details(conn_name text, backend_pid integer) RETURNS SETOF efm_extension.pool_status',
        'add_pgpool_monitoring(hostname text, port integer, database text, username text, password text) RETURNS boolean',
        'remove_pgpool_monitoring(p_hostname text, p_port integer, p_database text) RETURNS boolean']
    LOOP
        EXECUTE 'CREATE OR REPLACE FUNCTION efm_extension.' || ended || $sql$
            LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
            BEGIN
                RAISE EXCEPTION 'this function has ended: it needed dblink and a stored password'
                    USING ERRCODE = 'feature_not_supported',
                          HINT = 'ALTER EXTENSION efm_extension UPDATE; then see the views pgpool_nodes and pgpool_processes.';
            END $body$ $sql$;
    END LOOP;
END $do$;

CREATE OR REPLACE FUNCTION pg_last_wal_replay_lsn() RETURNS pg_lsn
    LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
    AS 'SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_lsn() END';

CREATE OR REPLACE FUNCTION grant_access_to_user(username text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA efm_extension TO %I', username);
    EXECUTE format('GRANT EXECUTE ON FUNCTION efm_extension.efm_cluster_status(text), '
                   'efm_extension.efm_cluster_status_json(), efm_extension.efm_get_nodes(), '
                   'efm_extension.efm_list_properties(), efm_extension.efm_cache_stats(), '
                   'efm_extension.efm_is_available(), efm_extension.zabbix_node_discovery(), '
                   'efm_extension.pg_last_wal_replay_lsn() TO %I', username);
    EXECUTE format('GRANT SELECT ON efm_extension.efm_local_properties, efm_extension.efm_nodes_details, '
                   'efm_extension.efm_metrics, efm_extension.efm_status_history TO %I', username);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'nothing was granted to %: %', quote_ident(username), SQLERRM;
    RETURN false;
END $$;
COMMENT ON FUNCTION grant_access_to_user(text) IS 'lets a role read the status';

CREATE OR REPLACE FUNCTION revoke_access_from_user(username text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM %I', username);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA efm_extension FROM %I', username);
    EXECUTE format('REVOKE ALL ON SCHEMA efm_extension FROM %I', username);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'nothing was revoked from %: %', quote_ident(username), SQLERRM;
    RETURN false;
END $$;
COMMENT ON FUNCTION revoke_access_from_user(text) IS 'takes back what grant_access_to_user() gave';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM PUBLIC;

-- From the published surface of 1.1, however it came about, to 2.0. A fresh 2.0 takes the same way.
\echo Use "ALTER EXTENSION efm_extension UPDATE TO '2.0'" to load this file. \quit

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

-- 1. What ends. Each name is said with its successor, unless nobody ever had it because the extension is being created.
DO $do$
DECLARE
    is_new constant boolean := EXISTS (  -- what the transaction itself has made; the extension's own row is always fresh
        SELECT FROM pg_catalog.pg_class
        WHERE oid = 'efm_extension.pgpool_nodes'::regclass::oid
          AND xmin::text::bigint = (pg_catalog.pg_current_xact_id()::text::numeric % 4294967296::numeric)::bigint);
    pool record;
    ended record;
BEGIN
    IF is_new THEN
        RETURN;
    END IF;
    PERFORM pg_catalog.set_config('client_min_messages', 'notice', true);  -- the server mutes scripts
    FOR pool IN SELECT hostname, port FROM efm_extension.pgpool_nodes ORDER BY 1, 2 LOOP
        RAISE NOTICE 'Pgpool at %:% was registered: name its PCP port in hooks.conf (pool), and see the view pgpool_nodes',
            pool.hostname, pool.port;
    END LOOP;
    FOR ended IN SELECT * FROM (VALUES
        ('add_pgpool_monitoring()', 'hooks.conf (efm.hooks_conf) names the pools'),
        ('remove_pgpool_monitoring()', 'hooks.conf (efm.hooks_conf) names the pools'),
        ('table pgpool_nodes', 'the view pgpool_nodes shows every pool and backend'),
        ('get_pgpool_links()', 'the view pgpool_nodes says which pools answer'),
        ('pgpool_link_exists()', 'the view pgpool_nodes says which pools answer'),
        ('pgpool_backendpid_details()', 'the view pgpool_processes shows backend_pid'),
        ('encrypt_efm()', 'no password is stored: PCP''s is in the password file'),
        ('get_efm()', 'no password is stored: PCP''s is in the password file')) AS list (name, successor)
    LOOP
        RAISE NOTICE '% ends: %', ended.name, ended.successor;
    END LOOP;
    PERFORM pg_catalog.set_config('client_min_messages', 'warning', true);
END $do$;

DROP FUNCTION add_pgpool_monitoring(text, integer, text, text, text);
DROP FUNCTION remove_pgpool_monitoring(text, integer, text);
DROP FUNCTION pgpool_backendpid_details(text, integer);
DROP FUNCTION get_pgpool_links();
DROP FUNCTION pgpool_link_exists(text);
DROP FUNCTION encrypt_efm(text, text);
DROP FUNCTION get_efm(bytea, text);
DROP TABLE pgpool_nodes;
DROP TYPE pool_status, pool_link_status;
DROP INDEX efm_status_history_status_json_idx;

-- 2. What is left of the published surface: no definer where none is needed, the search path pinned where there is one.
CREATE OR REPLACE FUNCTION efm_cluster_status(output_type text) RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'efm_cluster_status';
CREATE OR REPLACE FUNCTION efm_cluster_status_json() RETURNS jsonb
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'efm_cluster_status_json';
CREATE OR REPLACE FUNCTION efm_get_nodes() RETURNS SETOF node_status
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'efm_get_nodes';
CREATE OR REPLACE FUNCTION efm_list_properties() RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 100 AS 'MODULE_PATHNAME', 'efm_list_properties';
CREATE OR REPLACE FUNCTION efm_cache_stats() RETURNS cache_stats
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'efm_cache_stats';
CREATE OR REPLACE FUNCTION efm_is_available()
    RETURNS TABLE (is_available boolean, error_code integer, error_message text)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 1 AS 'MODULE_PATHNAME', 'efm_is_available';
CREATE OR REPLACE FUNCTION efm_invalidate_cache() RETURNS void
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_void_status';

CREATE OR REPLACE FUNCTION efm_allow_node(ip_address text) RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_allow_node';
CREATE OR REPLACE FUNCTION efm_disallow_node(ip_address text) RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_disallow_node';
CREATE OR REPLACE FUNCTION efm_set_priority(ip_address text, priority text) RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_set_priority';
CREATE OR REPLACE FUNCTION efm_failover() RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_failover';
CREATE OR REPLACE FUNCTION efm_switchover() RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_switchover';
CREATE OR REPLACE FUNCTION efm_resume_monitoring() RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_resume_monitoring';
CREATE FUNCTION efm_failover(force boolean) RETURNS integer
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_order_failover';

CREATE FUNCTION efm_metric_list() RETURNS TABLE (metric_name text, value double precision, labels jsonb)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 30 AS 'MODULE_PATHNAME', 'efm_metric_list';
CREATE FUNCTION prometheus_metrics() RETURNS text
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED AS 'MODULE_PATHNAME', 'efm_prometheus_metrics';

CREATE OR REPLACE VIEW efm_local_properties AS
    SELECT split_part(line, '=', 1) AS name, substr(line, strpos(line, '=') + 1) AS value
    FROM efm_extension.efm_list_properties() AS line;
CREATE OR REPLACE VIEW efm_nodes_details AS
    SELECT node_ip, node_type AS role, db_status, xlog_location AS xlog, agent_status, xlog_info, priority,
           is_promotable, last_updated
    FROM efm_extension.efm_get_nodes();
CREATE OR REPLACE VIEW efm_metrics AS
    SELECT metric_name, value, labels FROM efm_extension.efm_metric_list();

CREATE OR REPLACE FUNCTION zabbix_node_discovery() RETURNS jsonb
    LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, efm_extension, pg_temp AS $$
    SELECT jsonb_build_object('data', coalesce(jsonb_agg(jsonb_build_object(
        '{#NODE_IP}', host(node_ip), '{#NODE_TYPE}', node_type,
        '{#CLUSTER}', current_setting('efm.cluster_name', true))), '[]'))
    FROM efm_extension.efm_get_nodes() $$;

CREATE OR REPLACE FUNCTION pg_last_wal_replay_lsn() RETURNS pg_lsn
    LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
    AS 'SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_lsn() END';
CREATE OR REPLACE FUNCTION pg_is_in_recovery() RETURNS boolean
    LANGUAGE sql VOLATILE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
    AS 'SELECT pg_catalog.pg_is_in_recovery()';

-- The table is written by whoever may execute this, without rights on the table.
CREATE OR REPLACE FUNCTION cleanup_status_history(retention_days integer DEFAULT 7) RETURNS bigint
    LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER SET search_path = pg_catalog, efm_extension, pg_temp AS $$
DECLARE
    deleted bigint;
BEGIN
    IF retention_days IS NULL OR retention_days < 0 OR retention_days > 36500 THEN
        RAISE EXCEPTION 'retention_days is %, and has to be 0 to 36500', coalesce(retention_days::text, 'null')
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    DELETE FROM efm_extension.efm_status_history WHERE collected_at < now() - make_interval(days => retention_days);
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN deleted;
END $$;

-- 3. Orders as jobs.
CREATE FUNCTION efm_allow_node_request(ip_address text, dry_run boolean DEFAULT false) RETURNS bigint
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_request_allow_node';
CREATE FUNCTION efm_disallow_node_request(ip_address text, dry_run boolean DEFAULT false) RETURNS bigint
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_request_disallow_node';
CREATE FUNCTION efm_set_priority_request(ip_address text, priority text, dry_run boolean DEFAULT false) RETURNS bigint
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_request_set_priority';
CREATE FUNCTION efm_failover_request(force boolean DEFAULT false, dry_run boolean DEFAULT false) RETURNS bigint
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_request_failover';
CREATE FUNCTION efm_switchover_request(target text DEFAULT NULL, dry_run boolean DEFAULT false) RETURNS bigint
    LANGUAGE C VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_request_switchover';
CREATE FUNCTION efm_resume_monitoring_request(dry_run boolean DEFAULT false) RETURNS bigint
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_request_resume_monitoring';

CREATE FUNCTION efm_wait_for_job(id bigint, seconds double precision) RETURNS text
    LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'efm_wait_for_job';
CREATE FUNCTION efm_job_wait(id bigint, timeout interval DEFAULT '1 minute') RETURNS text
    LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
    AS 'SELECT efm_extension.efm_wait_for_job(id, extract(epoch FROM timeout)::double precision)';
CREATE FUNCTION efm_job_list() RETURNS TABLE (
        id bigint, state text, request text, cluster text, session_role text, current_role_name text, client text,
        submitted_at timestamptz, begun_at timestamptz, over_at timestamptz, exit_code integer, command text,
        output text, outcome text)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 64 AS 'MODULE_PATHNAME', 'efm_job_list';
CREATE VIEW efm_jobs AS
    SELECT *, over_at - begun_at AS duration FROM efm_extension.efm_job_list() ORDER BY id;

CREATE FUNCTION efm_event_list() RETURNS TABLE (at timestamptz, cluster text, event text)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 100 AS 'MODULE_PATHNAME', 'efm_event_list';
CREATE FUNCTION pgpool_event_list() RETURNS TABLE (at timestamptz, cluster text, event text)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 100 AS 'MODULE_PATHNAME', 'pgpool_event_list';
CREATE VIEW cluster_events AS
    SELECT at, cluster, event, 'collector' AS source FROM efm_extension.efm_event_list()
    UNION ALL SELECT at, cluster, event, 'journal' FROM efm_extension.pgpool_event_list() ORDER BY 1;

-- 4. Pgpool.
CREATE FUNCTION pgpool_node_list(probe boolean DEFAULT false) RETURNS TABLE (
        pool text, node_id integer, hostname text, port integer, status text, weight double precision, role text,
        pg_status text, pg_role text, replication_delay bigint, delay_unit text, replication_state text,
        replication_sync_state text, last_status_change timestamptz, error text, collected_at timestamptz)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'pgpool_node_list';
CREATE VIEW pgpool_nodes AS SELECT * FROM efm_extension.pgpool_node_list();

CREATE FUNCTION pgpool_watchdog_list() RETURNS TABLE (
        pool text, quorum text, escalated boolean, leader_name text, leader_host text, alive_remote_nodes integer,
        total_nodes integer, node_id integer, name text, hostname text, state text, watchdog_port integer,
        pgpool_port integer, priority integer, delegate_ip text, membership text, error text,
        collected_at timestamptz)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'pgpool_watchdog_list';
CREATE VIEW pgpool_watchdog AS SELECT * FROM efm_extension.pgpool_watchdog_list();

CREATE FUNCTION pgpool_health_list() RETURNS TABLE (
        pool text, node_id integer, hostname text, port integer, status text, role text, last_status_change text,
        total_count bigint, success_count bigint, fail_count bigint, skip_count bigint, retry_count bigint,
        average_retry_count double precision, max_retry_count bigint, max_duration bigint, min_duration bigint,
        average_duration double precision, last_health_check text, last_successful_health_check text,
        last_skip_health_check text, last_failed_health_check text, error text, collected_at timestamptz)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'pgpool_health_list';
CREATE VIEW pgpool_health_check_stats AS SELECT * FROM efm_extension.pgpool_health_list();

CREATE FUNCTION pgpool_process_list() RETURNS TABLE (
        pool text, pid integer, database text, username text, process_start text, backend_connection_time text,
        pool_id integer, backend_id integer, backend_pid integer, pool_counter bigint, connected boolean, status text,
        client_host text, client_port text, statement text, error text, collected_at timestamptz)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 100 AS 'MODULE_PATHNAME', 'pgpool_process_list';
CREATE VIEW pgpool_processes AS SELECT * FROM efm_extension.pgpool_process_list();

CREATE FUNCTION pgpool_setting_list() RETURNS TABLE (
        pool text, name text, value text, description text, error text, collected_at timestamptz)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 200 AS 'MODULE_PATHNAME', 'pgpool_setting_list';
CREATE VIEW pgpool_settings AS SELECT * FROM efm_extension.pgpool_setting_list();

CREATE FUNCTION pgpool_attach_node(host text, port integer DEFAULT NULL) RETURNS TABLE (
        pool text, backend text, ok boolean, sentence text, failed_proof text)
    LANGUAGE C VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE ROWS 2
    AS 'MODULE_PATHNAME', 'pgpool_order_attach';
CREATE FUNCTION pgpool_detach_node(host text, port integer DEFAULT NULL, graceful boolean DEFAULT false,
                                   drain interval DEFAULT NULL) RETURNS TABLE (
        pool text, backend text, ok boolean, sentence text, failed_proof text)
    LANGUAGE C VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE ROWS 2
    AS 'MODULE_PATHNAME', 'pgpool_order_detach';
CREATE FUNCTION pgpool_promote_node(host text, port integer DEFAULT NULL) RETURNS TABLE (
        pool text, backend text, ok boolean, sentence text, failed_proof text)
    LANGUAGE C VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE ROWS 2
    AS 'MODULE_PATHNAME', 'pgpool_order_promote';
CREATE FUNCTION pgpool_reload() RETURNS TABLE (
        pool text, backend text, ok boolean, sentence text, failed_proof text)
    LANGUAGE C VOLATILE CALLED ON NULL INPUT PARALLEL UNSAFE ROWS 2
    AS 'MODULE_PATHNAME', 'pgpool_order_reload';

CREATE FUNCTION efm_overview() RETURNS TABLE (
        address text, port integer, role text, efm_type text, efm_database text, contact text, in_recovery boolean,
        timeline bigint, lsn pg_lsn, lag_bytes bigint, backends jsonb, agrees boolean, difference text,
        collected_at timestamptz)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'efm_overview';
CREATE VIEW cluster_overview AS SELECT * FROM efm_extension.efm_overview();

CREATE FUNCTION efm_snapshot_list() RETURNS TABLE (
        subject text, cluster text, version bigint, collected_at timestamptz, duration interval, stale boolean,
        source text, exit_code integer, verdict text, reason text)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'efm_snapshot_list';
CREATE VIEW efm_snapshots AS
    SELECT *, clock_timestamp() - collected_at AS age FROM efm_extension.efm_snapshot_list() ORDER BY subject, cluster;

CREATE FUNCTION efm_selfcheck() RETURNS TABLE (name text, ok boolean, detail text, hint text)
    LANGUAGE C VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 AS 'MODULE_PATHNAME', 'efm_selfcheck';

-- 5. History is data: it is dumped.
SELECT pg_catalog.pg_extension_config_dump('efm_extension.efm_status_history', '');
SELECT pg_catalog.pg_extension_config_dump('efm_extension.efm_status_history_id_seq', '');

-- 6. Rights. Nothing to PUBLIC; what others were given on all that controls, registers or grants is taken back.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA efm_extension FROM PUBLIC;
DO $do$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT DISTINCT proc.oid::regprocedure AS function, acl.grantee::regrole AS grantee
        FROM pg_catalog.pg_proc AS proc, pg_catalog.aclexplode(proc.proacl) AS acl
        WHERE proc.pronamespace = 'efm_extension'::regnamespace::oid AND acl.grantee NOT IN (0::oid, proc.proowner)
          AND proc.proname IN ('efm_allow_node', 'efm_disallow_node', 'efm_set_priority', 'efm_failover',
                               'efm_switchover', 'efm_resume_monitoring', 'efm_invalidate_cache',
                               'cleanup_status_history', 'grant_access_to_user', 'revoke_access_from_user',
                               'pg_is_in_recovery')
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %s CASCADE', held.function, held.grantee);
    END LOOP;
END $do$;

-- Who may read the members, by a function, a view or a view of their own, goes on to: what was a definer is none now, and
-- the metrics have a function of their own.
DO $do$
DECLARE
    reader record;
BEGIN
    FOR reader IN
        SELECT DISTINCT acl.grantee::regrole AS role
        FROM (SELECT proacl AS rights, proowner AS owner FROM pg_catalog.pg_proc
              WHERE oid IN ('efm_extension.efm_get_nodes()'::regprocedure,
                            'efm_extension.zabbix_node_discovery()'::regprocedure)
              UNION ALL
              SELECT relacl, relowner FROM pg_catalog.pg_class
              WHERE oid IN ('efm_extension.efm_nodes_details'::regclass, 'efm_extension.efm_metrics'::regclass)) AS object,
             pg_catalog.aclexplode(object.rights) AS acl
        WHERE acl.privilege_type IN ('EXECUTE', 'SELECT') AND acl.grantee NOT IN (0::oid, object.owner)
    LOOP
        EXECUTE format('GRANT EXECUTE ON FUNCTION efm_extension.efm_get_nodes(), efm_extension.efm_metric_list() TO %s',
                       reader.role);
    END LOOP;
END $do$;

CREATE FUNCTION efm_give_role_its_rights(name text) RETURNS void
    LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    readable constant text :=
        'efm_cluster_status(text), efm_cluster_status_json(), efm_get_nodes(), efm_list_properties(), '
        'efm_cache_stats(), efm_is_available(), zabbix_node_discovery(), pg_last_wal_replay_lsn(), '
        'pg_is_in_recovery(), efm_metric_list(), prometheus_metrics(), efm_job_list(), efm_event_list(), pgpool_event_list(), '
        'efm_overview(), efm_snapshot_list(), efm_selfcheck(), pgpool_node_list(boolean), '
        'pgpool_watchdog_list(), pgpool_health_list(), pgpool_process_list(), pgpool_setting_list()';
    operable constant text :=
        'efm_allow_node(text), efm_disallow_node(text), efm_set_priority(text, text), efm_resume_monitoring(), '
        'efm_invalidate_cache(), cleanup_status_history(integer), efm_allow_node_request(text, boolean), '
        'efm_disallow_node_request(text, boolean), efm_set_priority_request(text, text, boolean), '
        'efm_resume_monitoring_request(boolean), pgpool_attach_node(text, integer), '
        'pgpool_detach_node(text, integer, boolean, interval), pgpool_promote_node(text, integer), pgpool_reload()';
    promotable constant text :=
        'efm_failover(), efm_failover(boolean), efm_switchover(), efm_failover_request(boolean, boolean), '
        'efm_switchover_request(text, boolean)';
    waitable constant text := 'efm_job_wait(bigint, interval), efm_wait_for_job(bigint, double precision)';
    functions constant text := CASE name
        WHEN 'efm_read' THEN readable
        WHEN 'efm_operate' THEN operable || ', ' || waitable
        WHEN 'efm_promote' THEN promotable || ', ' || waitable END;
BEGIN
    IF functions IS NULL THEN
        RAISE EXCEPTION 'role % is none of efm_read, efm_operate, efm_promote', quote_ident(name)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('COMMENT ON ROLE %I IS %L', name, 'what efm_extension lets its members do');
    EXECUTE format('GRANT USAGE ON SCHEMA efm_extension TO %I', name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I',
                   'efm_extension.' || regexp_replace(functions, '\), ', '), efm_extension.', 'g'), name);
    IF name = 'efm_read' THEN
        GRANT SELECT ON efm_extension.efm_local_properties, efm_extension.efm_nodes_details, efm_extension.efm_metrics,
            efm_extension.efm_status_history, efm_extension.efm_jobs, efm_extension.cluster_events,
            efm_extension.cluster_overview, efm_extension.efm_snapshots, efm_extension.pgpool_nodes,
            efm_extension.pgpool_watchdog, efm_extension.pgpool_health_check_stats, efm_extension.pgpool_processes,
            efm_extension.pgpool_settings TO efm_read;
    END IF;
END $$;
REVOKE ALL ON FUNCTION efm_give_role_its_rights(text) FROM PUBLIC;

-- A role that the extension made is known by its comment, in another database or after a dump was restored. A comment can
-- be forged by whoever may make roles; from PostgreSQL 16 on that one administers the role, which ours nobody does.
DO $do$
DECLARE
    name text;
    mark constant text := 'what efm_extension lets its members do';
BEGIN
    PERFORM pg_catalog.set_config('client_min_messages', 'notice', true);
    FOREACH name IN ARRAY ARRAY['efm_read', 'efm_operate', 'efm_promote'] LOOP
        IF EXISTS (SELECT FROM pg_catalog.pg_authid AS role
                   LEFT JOIN pg_catalog.pg_auth_members AS member ON member.roleid = role.oid
                   LEFT JOIN pg_catalog.pg_authid AS who ON member.member = who.oid
                   WHERE role.rolname = name
                     AND (pg_catalog.shobj_description(role.oid, 'pg_authid') IS DISTINCT FROM mark
                              AND (role.rolcanlogin OR who.oid IS NOT NULL)
                          OR member.admin_option AND NOT who.rolsuper)) THEN
            RAISE NOTICE 'role % can log in or has members already, and was given nothing', name
                USING HINT = format('If they are meant: SELECT efm_extension.efm_give_role_its_rights(%L);', name);
            CONTINUE;
        END IF;
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
        PERFORM efm_extension.efm_give_role_its_rights(name);
    END LOOP;
    PERFORM pg_catalog.set_config('client_min_messages', 'warning', true);
END $do$;

CREATE OR REPLACE FUNCTION grant_access_to_user(username text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF shobj_description('efm_read'::regrole, 'pg_authid') IS DISTINCT FROM 'what efm_extension lets its members do' THEN
        RAISE EXCEPTION 'role efm_read is not the extension''s';
    END IF;
    EXECUTE format('GRANT efm_read TO %I', username);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'nothing was granted to %: %', quote_ident(username), SQLERRM;
    RETURN false;
END $$;

-- Also what older versions granted one by one.
CREATE OR REPLACE FUNCTION revoke_access_from_user(username text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF shobj_description('efm_read'::regrole, 'pg_authid') IS DISTINCT FROM 'what efm_extension lets its members do' THEN
        RAISE EXCEPTION 'role efm_read is not the extension''s';
    END IF;
    EXECUTE format('REVOKE efm_read FROM %I', username);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM %I', username);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA efm_extension FROM %I', username);
    EXECUTE format('REVOKE ALL ON SCHEMA efm_extension FROM %I', username);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'nothing was revoked from %: %', quote_ident(username), SQLERRM;
    RETURN false;
END $$;

-- 7. What things are for.
COMMENT ON TYPE node_status IS 'a member of the EFM cluster';
COMMENT ON TYPE cluster_info IS 'the EFM cluster; used by no function';
COMMENT ON TYPE cache_stats IS 'how often the status was at hand';
COMMENT ON FUNCTION efm_cluster_status(text) IS 'what efm prints about its cluster: ''text'' or ''json''';
COMMENT ON FUNCTION efm_cluster_status_json() IS 'the status of the EFM cluster';
COMMENT ON FUNCTION efm_get_nodes() IS 'the members of the EFM cluster';
COMMENT ON FUNCTION efm_list_properties() IS 'the local agent''s properties file, secrets masked';
COMMENT ON FUNCTION efm_cache_stats() IS 'how often the status was at hand';
COMMENT ON FUNCTION efm_is_available() IS 'whether efm answers; raises no error when it does not';
COMMENT ON FUNCTION efm_invalidate_cache() IS 'makes the next reader ask efm';
COMMENT ON FUNCTION efm_allow_node(text) IS 'lets a member join the EFM cluster';
COMMENT ON FUNCTION efm_disallow_node(text) IS 'takes a member''s right to join the EFM cluster';
COMMENT ON FUNCTION efm_set_priority(text, text) IS 'a member''s place in the failover order: 1 is first, 0 is never promoted';
COMMENT ON FUNCTION efm_failover() IS 'promotes a standby; refused with the question where EFM asks one';
COMMENT ON FUNCTION efm_failover(boolean) IS 'promotes a standby; force answers yes to all that EFM asks, a loss of data included';
COMMENT ON FUNCTION efm_switchover() IS 'swaps the primary and the first standby of the failover order';
COMMENT ON FUNCTION efm_resume_monitoring() IS 'makes the idle agent on this host monitor its database again';
COMMENT ON FUNCTION efm_allow_node_request(text, boolean) IS 'efm_allow_node() as a job: returns its id';
COMMENT ON FUNCTION efm_disallow_node_request(text, boolean) IS 'efm_disallow_node() as a job: returns its id';
COMMENT ON FUNCTION efm_set_priority_request(text, text, boolean) IS 'efm_set_priority() as a job: returns its id';
COMMENT ON FUNCTION efm_failover_request(boolean, boolean) IS 'efm_failover() as a job: returns its id';
COMMENT ON FUNCTION efm_switchover_request(text, boolean) IS 'efm_switchover() as a job, to a certain standby if wanted: returns its id';
COMMENT ON FUNCTION efm_resume_monitoring_request(boolean) IS 'efm_resume_monitoring() as a job: returns its id';
COMMENT ON FUNCTION efm_job_wait(bigint, interval) IS 'waits for a job, and says its state';
COMMENT ON FUNCTION efm_wait_for_job(bigint, double precision) IS 'efm_job_wait() with the time in seconds';
COMMENT ON FUNCTION efm_job_list() IS 'the orders and what became of them';
COMMENT ON FUNCTION efm_event_list() IS 'the changes that the collector saw';
COMMENT ON FUNCTION pgpool_event_list() IS 'the newest events of this host''s journal';
COMMENT ON VIEW cluster_events IS 'the changes that the collector saw, and what this host''s journal tells of the pools';
COMMENT ON FUNCTION efm_selfcheck() IS 'whether everything is as it has to be, and what to do if not';
COMMENT ON FUNCTION efm_overview() IS 'EFM, the pools and the servers side by side';
COMMENT ON VIEW cluster_overview IS 'EFM, the pools and the servers side by side, and what does not agree';
COMMENT ON FUNCTION efm_snapshot_list() IS 'what is known without asking: since when, from whom, and how good it is';
COMMENT ON VIEW efm_snapshots IS 'what is known without asking: since when, from whom, and how good it is';
COMMENT ON FUNCTION efm_metric_list() IS 'metrics of the cluster and of the collection itself';
COMMENT ON FUNCTION prometheus_metrics() IS 'the metrics in Prometheus'' text format';
COMMENT ON FUNCTION zabbix_node_discovery() IS 'the members as Zabbix discovers them';
COMMENT ON FUNCTION cleanup_status_history(integer) IS 'removes history that is older, and says how many rows';
COMMENT ON FUNCTION grant_access_to_user(text) IS 'makes a role a member of efm_read';
COMMENT ON FUNCTION revoke_access_from_user(text) IS 'takes a role out of efm_read, with all that it was granted here';
COMMENT ON FUNCTION efm_give_role_its_rights(text) IS 'grants efm_read, efm_operate or efm_promote what it is for';
-- Unqualified, these two would be the server's own.
COMMENT ON FUNCTION efm_extension.pg_is_in_recovery() IS 'the server''s own answer';
COMMENT ON FUNCTION efm_extension.pg_last_wal_replay_lsn() IS 'the current position on a primary, the replayed one on a standby';
COMMENT ON FUNCTION pgpool_node_list(boolean) IS 'every backend of every pool; probe has Pgpool 4.3 and later connect to the servers, for their lag and their own word';
COMMENT ON FUNCTION pgpool_watchdog_list() IS 'the watchdog as every pool sees it';
COMMENT ON FUNCTION pgpool_health_list() IS 'the pools'' health checks';
COMMENT ON FUNCTION pgpool_process_list() IS 'the pools'' processes and their connections';
COMMENT ON FUNCTION pgpool_setting_list() IS 'the pools'' settings';
COMMENT ON FUNCTION pgpool_attach_node(text, integer) IS 'attaches a backend to all pools once its server has proved fit, and says what was seen';
COMMENT ON FUNCTION pgpool_detach_node(text, integer, boolean, interval) IS 'detaches a backend from all pools, at once or when no session uses it, and says what was seen';
COMMENT ON FUNCTION pgpool_promote_node(text, integer) IS 'makes all pools agree that this is the primary, if it is, and says what was seen';
COMMENT ON FUNCTION pgpool_reload() IS 'makes all pools read their configuration again';
COMMENT ON VIEW efm_local_properties IS 'the local agent''s properties, secrets masked';
COMMENT ON VIEW efm_nodes_details IS 'the members of the EFM cluster';
COMMENT ON VIEW efm_metrics IS 'metrics of the cluster and of the collection itself';
COMMENT ON VIEW efm_jobs IS 'the orders and what became of them';
COMMENT ON VIEW pgpool_nodes IS 'every backend of every pool, as its shared memory has them';
COMMENT ON VIEW pgpool_watchdog IS 'the watchdog as every pool sees it';
COMMENT ON VIEW pgpool_health_check_stats IS 'the pools'' health checks';
COMMENT ON VIEW pgpool_processes IS 'the pools'' processes and their connections';
COMMENT ON VIEW pgpool_settings IS 'the pools'' settings';
COMMENT ON TABLE efm_status_history IS 'the status over time';

-- The published surface of version 1.0. What is here is what the update to 1.1 starts from.
\echo Use "CREATE EXTENSION efm_extension" to load this file. \quit

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

CREATE FUNCTION efm_cluster_status(text) RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cluster_status';
CREATE FUNCTION efm_allow_node(text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_allow_node';
CREATE FUNCTION efm_disallow_node(text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_disallow_node';
CREATE FUNCTION efm_set_priority(text, text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_set_priority';
CREATE FUNCTION efm_failover() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_failover';
CREATE FUNCTION efm_switchover() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_switchover';
CREATE FUNCTION efm_resume_monitoring() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_resume_monitoring';
CREATE FUNCTION efm_list_properties() RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_list_properties';

CREATE VIEW efm_local_properties AS
    SELECT split_part(line, '=', 1) AS name, substr(line, strpos(line, '=') + 1) AS value
    FROM efm_extension.efm_list_properties() AS line;

CREATE VIEW efm_nodes_details AS
    SELECT node.key AS node_ip,
           node.value ->> 'type' AS role,
           node.value ->> 'db' AS db_status,
           coalesce(node.value ->> 'lsn', node.value ->> 'xlog') AS xlog,
           node.value -> 'agent' AS agent_status,
           coalesce(node.value ->> 'lsnInfo', node.value ->> 'xloginfo') AS xloginfo,
           node.value ->> 'info' AS info
    FROM (SELECT string_agg(line, E'\n')::jsonb AS report FROM efm_extension.efm_cluster_status('json') AS line) AS read,
         jsonb_each(read.report -> 'nodes') AS node;

-- Pgpool, as 1.0 had it over dblink and pgcrypto. The names stand here for what refers to them; calls are refused, and
-- version 2.0 has what takes their place.
CREATE TYPE pool_status AS (
    pool_pid integer, start_time text, pool_id integer, backend_id integer, database text, username text,
    create_time text, majorversion integer, minorversion integer, pool_counter integer, pool_backendpid integer,
    pool_connected integer);
CREATE TYPE pool_link_status AS (link_name text, status text);
REVOKE ALL ON TYPE pool_status, pool_link_status FROM PUBLIC;

CREATE TABLE pgpool_nodes (
    hostname text, port integer, database text, username text, password bytea,
    CONSTRAINT pgpool_nodes_pkey PRIMARY KEY (hostname, port, database));
REVOKE ALL ON TABLE pgpool_nodes FROM PUBLIC;

DO $do$
DECLARE
    ended text;
BEGIN
    FOREACH ended IN ARRAY ARRAY[
        'encrypt_efm(text, text) RETURNS bytea',
        'get_efm(bytea, text) RETURNS text',
        'pgpool_link_exists(text) RETURNS boolean',
        'get_pgpool_links() RETURNS SETOF efm_extension.pool_link_status',
        'pgpool_backendpid_details(text, integer) RETURNS SETOF efm_extension.pool_status',
        'add_pgpool_monitoring(text, integer, text, text, text) RETURNS boolean',
        'remove_pgpool_monitoring(text, integer, text, text, text) RETURNS boolean']
    LOOP
        EXECUTE 'CREATE FUNCTION efm_extension.' || ended || $sql$
            LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $body$
            BEGIN
                RAISE EXCEPTION 'this function has ended: it needed dblink and a stored password'
                    USING ERRCODE = 'feature_not_supported',
                          HINT = 'ALTER EXTENSION efm_extension UPDATE; then see the views pgpool_nodes and pgpool_processes.';
            END $body$ $sql$;
    END LOOP;
END $do$;

CREATE FUNCTION pg_is_in_recovery() RETURNS boolean
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
    AS 'SELECT pg_catalog.pg_is_in_recovery()';
CREATE FUNCTION pg_last_wal_replay_lsn() RETURNS pg_lsn
    LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
    AS 'SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                    ELSE pg_catalog.pg_current_wal_lsn() END';

CREATE FUNCTION grant_access_to_user(text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA efm_extension TO %I', $1);
    EXECUTE format('GRANT EXECUTE ON FUNCTION efm_extension.efm_cluster_status(text), '
                   'efm_extension.efm_list_properties(), efm_extension.pg_last_wal_replay_lsn() TO %I', $1);
    EXECUTE format('GRANT SELECT ON efm_extension.efm_local_properties, efm_extension.efm_nodes_details TO %I', $1);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'nothing was granted to %: %', quote_ident($1), SQLERRM;
    RETURN false;
END $$;

CREATE FUNCTION revoke_access_from_user(text) RETURNS boolean
    LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM %I', $1);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA efm_extension FROM %I', $1);
    EXECUTE format('REVOKE ALL ON SCHEMA efm_extension FROM %I', $1);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'nothing was revoked from %: %', quote_ident($1), SQLERRM;
    RETURN false;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM PUBLIC;

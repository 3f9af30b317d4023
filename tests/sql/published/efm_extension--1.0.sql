-- As 1.0 was: no argument has a name, helpers run as their caller, and access is granted to everything.
REVOKE ALL ON SCHEMA efm_extension FROM PUBLIC;
CREATE FUNCTION efm_cluster_status(text) RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_cluster_status';
CREATE FUNCTION efm_allow_node(text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_allow_node';
CREATE FUNCTION efm_disallow_node(text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_disallow_node';
CREATE FUNCTION efm_failover() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_failover';
CREATE FUNCTION efm_switchover() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_switchover';
CREATE FUNCTION efm_resume_monitoring() RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_resume_monitoring';
CREATE FUNCTION efm_set_priority(text, text) RETURNS integer
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_set_priority';
CREATE FUNCTION efm_list_properties() RETURNS SETOF text
    LANGUAGE C VOLATILE STRICT SECURITY DEFINER AS 'MODULE_PATHNAME', 'efm_list_properties';
CREATE VIEW efm_local_properties AS
    SELECT split_part(line, '=', 1) AS name, split_part(line, '=', 2) AS value
    FROM efm_extension.efm_list_properties() AS line;
CREATE VIEW efm_nodes_details AS
    SELECT key AS node_ip, value ->> 'type' AS role, value ->> 'db' AS db_status, value ->> 'xlog' AS xlog,
           value -> 'agent' AS agent_status, value ->> 'xloginfo' AS xloginfo, value ->> 'info' AS info
    FROM (SELECT (jsonb_each(value)).*
          FROM jsonb_each((SELECT efm_extension.efm_cluster_status('json'))::jsonb) AS part (key, value)
          WHERE part.key = 'nodes') AS node;

CREATE TYPE pool_status AS (
    pool_pid integer, start_time text, pool_id integer, backend_id integer, database text, username text,
    create_time text, majorversion integer, minorversion integer, pool_counter integer, pool_backendpid integer,
    pool_connected integer);
CREATE TYPE pool_link_status AS (link_name text, status text);
REVOKE ALL ON TYPE pool_status, pool_link_status FROM PUBLIC;
CREATE TABLE pgpool_nodes (
    hostname text, port integer, database text, username text, password bytea,
    CONSTRAINT pgpool_nodes_pkey PRIMARY KEY (hostname, port, database));
CREATE FUNCTION encrypt_efm(text, text) RETURNS bytea
    LANGUAGE plpgsql AS 'BEGIN RETURN encrypt($1::bytea, $2::bytea, ''aes''); END';
CREATE FUNCTION get_efm(bytea, text) RETURNS text
    LANGUAGE plpgsql AS 'BEGIN RETURN convert_from(decrypt($1, $2::bytea, ''aes''), ''SQL_ASCII''); END';
CREATE FUNCTION pgpool_link_exists(text) RETURNS boolean
    LANGUAGE sql AS 'SELECT coalesce($1 = ANY (dblink_get_connections()), false)';
CREATE FUNCTION get_pgpool_links() RETURNS SETOF pool_link_status LANGUAGE sql AS $$
    SELECT 'pgpool_' || hostname,
           dblink_connect('pgpool_' || hostname, format('host=%s port=%s dbname=%I user=%I password=%I', hostname, port,
                                                        database, username, efm_extension.get_efm(password, 'efm')))
    FROM efm_extension.pgpool_nodes $$;
CREATE FUNCTION pgpool_backendpid_details(text, integer) RETURNS SETOF pool_status
    LANGUAGE sql AS 'SELECT NULL::efm_extension.pool_status';
CREATE FUNCTION add_pgpool_monitoring(text, integer, text, text, text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO efm_extension.pgpool_nodes VALUES ($1, $2, $3, $4, efm_extension.encrypt_efm($5, 'efm'));
    RETURN true;
END $$;
CREATE FUNCTION remove_pgpool_monitoring(text, integer, text, text, text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN false; END';
CREATE FUNCTION pg_is_in_recovery() RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN pg_catalog.pg_is_in_recovery(); END';
CREATE FUNCTION pg_last_wal_replay_lsn() RETURNS pg_lsn
    LANGUAGE sql AS 'SELECT pg_catalog.pg_current_wal_lsn()';
CREATE FUNCTION grant_access_to_user(text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    EXECUTE 'GRANT USAGE ON SCHEMA efm_extension TO ' || $1;
    EXECUTE 'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA efm_extension TO ' || $1;
    EXECUTE 'GRANT SELECT ON efm_extension.efm_nodes_details, efm_extension.efm_local_properties TO ' || $1;
    RETURN true;
END $$;
CREATE FUNCTION revoke_access_from_user(text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN RETURN false; END';
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA efm_extension FROM PUBLIC;
REVOKE ALL ON TABLE pgpool_nodes FROM PUBLIC;

\! sh $EFM/reset
SELECT efm_extension.efm_invalidate_cache();
-- The right to execute decides, and nothing else: operators are ordinary roles.
CREATE ROLE "mon-user";
CREATE ROLE op;
CREATE ROLE boss;
SELECT efm_extension.grant_access_to_user('mon-user');
SELECT efm_extension.grant_access_to_user('no such role');
SELECT efm_extension.grant_access_to_user(NULL);
GRANT efm_operate TO op;
GRANT efm_promote TO boss;
\set VERBOSITY sqlstate
SET ROLE "mon-user";
SELECT count(*) FROM efm_extension.efm_nodes_details;
SELECT count(*) FROM efm_extension.efm_status_history;
SELECT count(*) > 0 FROM efm_extension.efm_metrics;
SELECT efm_extension.efm_resume_monitoring();
SELECT efm_extension.efm_failover();
SELECT efm_extension.efm_invalidate_cache();
SELECT efm_extension.cleanup_status_history(7);
SELECT efm_extension.grant_access_to_user('op');
DELETE FROM efm_extension.efm_status_history;
SET ROLE op;
SELECT efm_extension.efm_disallow_node('10.9.9.9');
SELECT efm_extension.efm_failover(force => true);
SET ROLE boss;
SELECT efm_extension.efm_failover_request(force => true, dry_run => true) > 0 AS submitted;
SELECT efm_extension.efm_allow_node('10.9.9.9');
RESET ROLE;
DROP ROLE "mon-user", op, boss;
-- In another database the roles are known; strangers of that name are given nothing.
GRANT efm_read TO efm_promote;
DROP EXTENSION efm_extension;
CREATE EXTENSION efm_extension;
SELECT has_function_privilege('efm_read', 'efm_extension.efm_get_nodes()', 'EXECUTE');
COMMENT ON ROLE efm_read IS NULL;
DROP EXTENSION efm_extension;
\set VERBOSITY terse
CREATE EXTENSION efm_extension;
SELECT has_function_privilege('efm_read', 'efm_extension.efm_get_nodes()', 'EXECUTE');
SELECT efm_extension.efm_give_role_its_rights('efm_read');
SELECT has_function_privilege('efm_read', 'efm_extension.efm_get_nodes()', 'EXECUTE');
REVOKE efm_read FROM efm_promote;
-- Nor is one that can log in; and nobody is made a member of a stranger.
CREATE ROLE mon;
COMMENT ON ROLE efm_read IS NULL;
ALTER ROLE efm_read LOGIN;
DROP EXTENSION efm_extension;
CREATE EXTENSION efm_extension;
SELECT has_function_privilege('efm_read', 'efm_extension.efm_get_nodes()', 'EXECUTE');
SELECT efm_extension.grant_access_to_user('mon');
SELECT efm_extension.revoke_access_from_user('mon');
SELECT efm_extension.efm_give_role_its_rights('efm_read');
SELECT efm_extension.grant_access_to_user('mon');
SELECT efm_extension.revoke_access_from_user('mon');
ALTER ROLE efm_read NOLOGIN;
DROP ROLE mon;

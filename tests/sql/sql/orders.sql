\! sh $EFM/reset
-- Orders: what is refused before efm is run, what is seen, what is only accepted.
\set SHOW_CONTEXT never
\! : >$EFM/calls
SELECT efm_extension.efm_failover();
SELECT efm_extension.efm_switchover_request('172.17.0.2') AS job \gset
SELECT efm_extension.efm_job_wait(:job);
SELECT efm_extension.efm_switchover_request('10.9.9.9') AS job \gset
SELECT efm_extension.efm_job_wait(:job, '1 min');
SELECT state, request, cluster, session_role, exit_code, outcome FROM efm_extension.efm_jobs WHERE id = :job;
SELECT efm_extension.efm_set_priority('10.9.9.9', '1');
SELECT efm_extension.efm_job_wait(123456);
\! grep -v status $EFM/calls
-- What EFM does is what its next status shows.
\! cp $EFM/swap $EFM/obey; cp $EFM/status.json $EFM/kept
SELECT efm_extension.efm_switchover();
SELECT node_ip, role FROM efm_extension.efm_nodes_details;
\! cp $EFM/kept $EFM/status.json
SELECT efm_extension.efm_switchover_request(target => '172.17.0.3') AS job \gset
SELECT efm_extension.efm_job_wait(:job, '1 min');
\! cp $EFM/kept $EFM/status.json
SELECT efm_extension.efm_failover(force => true);
\! cp $EFM/kept $EFM/status.json
SELECT efm_extension.efm_switchover_request(dry_run => true) AS job \gset
SELECT efm_extension.efm_job_wait(:job);
SELECT outcome FROM efm_extension.efm_jobs WHERE id = :job;
\! grep -v status $EFM/calls
-- A cluster out of sync is not switched over, and EFM's no is an error.
\! echo 1 >$EFM/exit
SELECT efm_extension.efm_switchover();
\! printf 'already promoting\n' >$EFM/stderr; echo 20 >$EFM/exit
SELECT efm_extension.efm_failover(force => true);
\! echo 0 >$EFM/exit; : >$EFM/stderr; rm -f $EFM/obey; mv $EFM/kept $EFM/status.json
-- EFM says yes and nothing comes of it.
SELECT efm_extension.efm_switchover();
SELECT state, outcome FROM efm_extension.efm_jobs ORDER BY id DESC LIMIT 1;
BEGIN READ ONLY;
SELECT efm_extension.efm_allow_node('10.0.0.9');
ROLLBACK;

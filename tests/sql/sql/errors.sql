\! sh $EFM/reset
-- The published table of exit codes. With a ttl of 0 nothing is remembered.
SET efm.cache_ttl = 0;
\set SHOW_CONTEXT never
\! printf 'no agent here\n' >$EFM/stderr; printf 'hello\n' >$EFM/status.json
\! echo 1 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\set VERBOSITY sqlstate
\! echo 2 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
SELECT * FROM efm_extension.efm_is_available();
\! echo 3 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\! echo 4 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\! echo 5 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\! echo 10 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\! echo 20 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\! echo 127 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
\! echo 99 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
SELECT * FROM efm_extension.efm_is_available();
\! echo 0 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
SELECT * FROM efm_extension.efm_is_available();
\! echo 'kill -SEGV $$' >$EFM/misbehaviour
SELECT efm_extension.efm_cluster_status_json();
SELECT * FROM efm_extension.efm_is_available();
\! : >$EFM/misbehaviour; : >$EFM/stderr
-- A report is one whatever the exit code: text and JSON, with lines around it.
\! printf 'OpenJDK warning {x}\n\n{"nodes":{"10.0.0.1":{"type":"Primary","db":"UP","lsn":"0/5"}}}\n' >$EFM/status.json; echo 3 >$EFM/exit
SELECT efm_extension.efm_cluster_status_json();
SELECT * FROM efm_extension.efm_is_available();
\! cp $EFM/status.txt $EFM/kept; printf 'Cluster Status: efm\n\n\tAgent Type  Address              DB       VIP\n\t----------------------------------------------------------------\n\tPrimary     10.0.0.1             UP       \n\nAllowed node host list:\n\t10.0.0.1\n\nMembership coordinator: 10.0.0.1\n\nStandby priority host list:\n\t(List is empty.)\n\nPromote Status:\n\n\tDB Type     Address              WAL Received LSN   WAL Replayed LSN   Info\n\t---------------------------------------------------------------------------\n\tPrimary     10.0.0.1                                0/5                \n\n\tNo standby databases were found.\n' >$EFM/status.txt
SELECT efm_extension.efm_cluster_status('text');
\! mv $EFM/kept $EFM/status.txt; echo 0 >$EFM/exit
SELECT efm_extension.efm_cluster_status('xml');
SELECT efm_extension.efm_cluster_status(NULL);
-- What is not configured.
SET efm.cluster_name = '';
SELECT efm_extension.efm_cluster_status_json();
SELECT is_available, error_code FROM efm_extension.efm_is_available();
SELECT efm_extension.efm_list_properties();
SET efm.cluster_name = 'nobody';
SELECT efm_extension.efm_list_properties();
SELECT efm_extension.efm_failover();

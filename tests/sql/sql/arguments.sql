\! sh $EFM/reset
-- What is an address, and what a priority. Refused ones reach no efm.
\set VERBOSITY sqlstate
\! : >$EFM/calls
SELECT efm_extension.efm_allow_node('');
SELECT efm_extension.efm_allow_node('10.0.0.256');
SELECT efm_extension.efm_allow_node('010.0.0.1');
SELECT efm_extension.efm_allow_node('10.0.0.1/32');
SELECT efm_extension.efm_allow_node('10.0.0.1:5432');
SELECT efm_extension.efm_allow_node('fe80::1%eth0');
SELECT efm_extension.efm_allow_node('10.0.0.1; reboot');
SELECT efm_extension.efm_allow_node('-quiet');
SELECT efm_extension.efm_allow_node('$(reboot)');
SELECT efm_extension.efm_set_priority('172.17.0.3', '');
SELECT efm_extension.efm_set_priority('172.17.0.3', '-1');
SELECT efm_extension.efm_set_priority('172.17.0.3', '1000');
SELECT efm_extension.efm_set_priority('172.17.0.3', '99999999999999999999');
SELECT efm_extension.efm_set_priority('172.17.0.3', '0x1');
SELECT efm_extension.efm_set_priority('172.17.0.3', ' 1');
\set VERBOSITY terse
SELECT efm_extension.efm_allow_node(repeat('x', 1000000));
\! cat $EFM/calls
-- These do; the cluster lists them, so that they are seen at once.
\! cp $EFM/status.json $EFM/kept; sed -i 's/"allowednodes":\[/&"10.0.0.9","2001:db8::9","db9.example.net",/' $EFM/status.json
SELECT efm_extension.efm_allow_node('10.0.0.9');
SELECT efm_extension.efm_allow_node('2001:db8::9');
SELECT efm_extension.efm_allow_node(ip_address => 'db9.example.net');
SELECT efm_extension.efm_set_priority('172.17.0.3', '007');
SELECT efm_extension.efm_allow_node(NULL), efm_extension.efm_set_priority('172.17.0.3', NULL);
\! grep -v status $EFM/calls; mv $EFM/kept $EFM/status.json

// What Zabbix 6.0 and later imports to watch a cluster by `pgpool_backend status --json`: one master item, everything
// else depends on it, so that a round of questions is one survey.
#pragma once

#include <string>

namespace efm {

// The whole template as XML, the same at every call: it is checked in as monitoring/zabbix/efm_pgpool_template.xml. The
// ids of its parts hang on their keys, so that an import of a newer one changes what is there and loses no history.
std::string zabbix_template();

}  // namespace efm

# Debian packages: `cpack --config build/package/CPackConfig.cmake`. One for each component of the installation.
set(EFM_PGPOOL_CONTACT "efm_pgpool maintainers <maintainers@efm-pgpool.example>" CACHE STRING
    "who answers for the packages: Name <address>")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME efm-pgpool)
set(CPACK_PACKAGE_VENDOR efm_pgpool)
set(CPACK_PACKAGE_CONTACT "${EFM_PGPOOL_CONTACT}")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/packages")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
    GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_COMPONENTS_ALL programs doc)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# libpq and SQLite are loaded when they are needed, which shlibdeps does not see.
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME efm-pgpool)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_DEPENDS "libpq5, libsqlite3-0, systemd | systemd-standalone-sysusers,\
 systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SUGGESTS "efm-pgpool-doc, pgpool2, sudo")
set(CPACK_DEBIAN_PROGRAMS_DESCRIPTION "verified hooks between EDB Failover Manager and Pgpool-II
Programs that Failover Manager and Pgpool-II call when a server fails, comes
back or is promoted. They tell every Pgpool, read back whether it is so, and
exit with what they saw. A timer repairs what a hook could not do.

They speak Pgpool's control protocol themselves and need none of its programs.")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_CONTROL_EXTRA
    "${CMAKE_CURRENT_LIST_DIR}/debian/conffiles;${CMAKE_CURRENT_LIST_DIR}/debian/postinst;\
${CMAKE_CURRENT_LIST_DIR}/debian/prerm;${CMAKE_CURRENT_LIST_DIR}/debian/postrm")

if(EFM_EXTENSION)
    list(APPEND CPACK_COMPONENTS_ALL efm_extension)
    set(CPACK_DEBIAN_EFM_EXTENSION_PACKAGE_NAME "postgresql-${POSTGRES_MAJOR}-efm-extension")
    set(CPACK_DEBIAN_EFM_EXTENSION_PACKAGE_SHLIBDEPS ON)
    set(CPACK_DEBIAN_EFM_EXTENSION_PACKAGE_DEPENDS "postgresql-${POSTGRES_MAJOR}, libpq5, libsqlite3-0")
    set(CPACK_DEBIAN_EFM_EXTENSION_PACKAGE_SUGGESTS "efm-pgpool, sudo")
    set(CPACK_DEBIAN_EFM_EXTENSION_DESCRIPTION "EDB Failover Manager and Pgpool-II over SQL, PostgreSQL ${POSTGRES_MAJOR}
Functions and views that show what Failover Manager, every Pgpool and every
server say of the cluster and where they disagree, and that order promotions
and switchovers as those may who are granted it.")
endif()

set(CPACK_DEBIAN_DOC_PACKAGE_NAME efm-pgpool-doc)
set(CPACK_DEBIAN_DOC_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DOC_PACKAGE_SECTION doc)
set(CPACK_DEBIAN_DOC_DESCRIPTION "documentation and monitoring of efm-pgpool
How to install, set up and watch the hooks between EDB Failover Manager and
Pgpool-II: settings, the programs, the journal, security, failures and what is
to be expected of each. With rules, dashboard and samples for Prometheus and
Grafana.")

# An optimised build's debug symbols go into packages of their own.
if(CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo)
    set(CPACK_DEBIAN_PROGRAMS_DEBUGINFO_PACKAGE ON)
    set(CPACK_DEBIAN_EFM_EXTENSION_DEBUGINFO_PACKAGE ON)
else()
    set(CPACK_STRIP_FILES ON)
endif()

# Copyright, changelog and compressed manual pages are Debian's wish, not that of `cmake --install`.
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/debian/papers.cmake")

include(CPack)

# Where the server is that the extension is built for: PG_CONFIG names its pg_config.
# Sets POSTGRES_SERVER_INCLUDES, POSTGRES_LIBRARY_DIR, POSTGRES_SHARE_DIR, POSTGRES_BIN_DIR.
find_program(PG_CONFIG pg_config DOC "pg_config of the PostgreSQL server that efm_extension is built for")
if(NOT PG_CONFIG)
    message(FATAL_ERROR "efm_extension needs pg_config (Debian: postgresql-server-dev-15): name it with -DPG_CONFIG=PATH, "
        "or build without the extension by -DEFM_EXTENSION=OFF")
endif()

function(ask_pg_config option result)
    execute_process(COMMAND "${PG_CONFIG}" "${option}" OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY)
    set(${result} "${answer}" PARENT_SCOPE)
endfunction()

ask_pg_config(--version POSTGRES_VERSION)
string(REGEX MATCH "[0-9]+" POSTGRES_MAJOR "${POSTGRES_VERSION}")
if(POSTGRES_MAJOR LESS 14)
    message(FATAL_ERROR "efm_extension needs PostgreSQL 14 or later, and ${PG_CONFIG} is of ${POSTGRES_VERSION}: name "
        "another with -DPG_CONFIG=PATH, or build without the extension by -DEFM_EXTENSION=OFF")
endif()
ask_pg_config(--includedir-server POSTGRES_SERVER_INCLUDES)
ask_pg_config(--pkglibdir POSTGRES_LIBRARY_DIR)
ask_pg_config(--sharedir POSTGRES_SHARE_DIR)
ask_pg_config(--bindir POSTGRES_BIN_DIR)
if(NOT EXISTS "${POSTGRES_SERVER_INCLUDES}/postgres.h")
    message(FATAL_ERROR "the headers of ${POSTGRES_VERSION} are not in ${POSTGRES_SERVER_INCLUDES}: install them "
        "(Debian: postgresql-server-dev-${POSTGRES_MAJOR}), or build without the extension by -DEFM_EXTENSION=OFF")
endif()

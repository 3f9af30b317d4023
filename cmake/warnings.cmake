# Warnings and sanitizers for every target of ours.
# A designated initializer may leave members to their defaults.
add_compile_options(-Wall -Wextra -Wshadow -Wconversion -Wno-missing-field-initializers)
if(EFM_PGPOOL_WERROR)
    add_compile_options(-Werror)
endif()
if(EFM_PGPOOL_SANITIZE)
    add_compile_options(-fsanitize=${EFM_PGPOOL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${EFM_PGPOOL_SANITIZE})
endif()
if(EFM_PGPOOL_SANITIZE MATCHES thread)
    add_library(tsan_clocklock STATIC cmake/tsan_clocklock.cpp)
    link_libraries(tsan_clocklock)  # for every target of ours
endif()
# What libFuzzer finds its way by; the runtime of AddressSanitizer does without where no fuzzer is linked.
if(EFM_PGPOOL_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()

// For loops over arrays as long as the index: compiled for wider registers too, and the widest that the
// machine has are used. The sanitizers do not know such functions.
#pragma once

#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define GARNER_WIDE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define GARNER_WIDE
#endif

/* Whether memory of the heap is wiped when it is freed (wipe_free.c). */
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define WIPE_FREE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WIPE_FREE 0
#else
#define WIPE_FREE 1
#endif
#else
#define WIPE_FREE 1
#endif

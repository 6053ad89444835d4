/* The layout of ABI 1 on machines with 64-bit pointers: nothing moves, and minors append. */
#include "ccred-plugin.h"

#define AT(type, member, offset) \
	_Static_assert(offsetof(struct type, member) == (offset), #type "." #member " has moved")

#if UINTPTR_MAX == UINT64_MAX
AT(ccred_arg, name, 0);
AT(ccred_arg, value, 8);
_Static_assert(sizeof(struct ccred_arg) == 16,
	       "an array of them has no size member: it never grows");

AT(ccred_request, size, 0);
AT(ccred_request, flags, 8);
AT(ccred_request, deadline_ms, 16);
AT(ccred_request, profile, 24);
AT(ccred_request, issuer, 32);
AT(ccred_request, token_endpoint, 40);
AT(ccred_request, origin, 48);
AT(ccred_request, tenant, 56);
AT(ccred_request, client_id, 64);
AT(ccred_request, scope, 72);

AT(ccred_host, size, 0);
AT(ccred_host, abi_minor, 8);
AT(ccred_host, set, 16);
AT(ccred_host, get, 24);
AT(ccred_host, fail, 32);
AT(ccred_host, log, 40);
AT(ccred_host, cancelled, 48);
AT(ccred_host, open_file, 56);
AT(ccred_host, secret_alloc, 64);
AT(ccred_host, secret_free, 72);
AT(ccred_host, wipe, 80);

AT(ccred_option, name, 0);
AT(ccred_option, type, 8);
AT(ccred_option, required, 12);
AT(ccred_option, help, 16);
_Static_assert(sizeof(struct ccred_option) == 24,
	       "an array of them has no size member: it never grows");

AT(ccred_plugin, size, 0);
AT(ccred_plugin, abi_minor, 8);
AT(ccred_plugin, capabilities, 12);
AT(ccred_plugin, name, 16);
AT(ccred_plugin, version, 24);
AT(ccred_plugin, summary, 32);
AT(ccred_plugin, options, 40);
AT(ccred_plugin, open, 48);
AT(ccred_plugin, get, 56);
AT(ccred_plugin, close, 64);
AT(ccred_plugin, store, 72);
AT(ccred_plugin, erase, 80);
#endif

_Static_assert(CCRED_SUCCESS == 0 && CCRED_IGNORE == 1 && CCRED_NOT_FOUND == 2 &&
		       CCRED_UNAVAILABLE == 3 && CCRED_LOCKED == 4 && CCRED_TRY_AGAIN == 5 &&
		       CCRED_TIMEOUT == 6 && CCRED_DENIED == 7 && CCRED_INVALID == 8 &&
		       CCRED_CONFLICT == 9 && CCRED_INTERNAL == 10 && CCRED_CRASHED == 11,
	       "a result has another number");
_Static_assert(CCRED_ITEM_CLIENT_ID == 1 && CCRED_ITEM_CLIENT_SECRET == 2,
	       "an item has another number");
_Static_assert(CCRED_CAP_TENANT == 1 && CCRED_CAP_STORE == 2 && CCRED_CAP_PROMPT == 4 &&
		       CCRED_REQ_NONINTERACTIVE == 1 && CCRED_REQ_REFRESH == 2 &&
		       CCRED_OPEN_SHARED_MODE == 1,
	       "a flag has another bit");
_Static_assert(CCRED_OPT_STRING == 0 && CCRED_OPT_BOOL == 1 && CCRED_OPT_INTEGER == 2 &&
		       CCRED_OPT_PATH == 3,
	       "a type of option has another number");

/* The layout of ABI 1 on machines with 64-bit pointers: nothing moves, and minors append. */
#include "ccred-plugin.h"

#define AT(type, member, offset) \
	_Static_assert(offsetof(struct type, member) == (offset), #type "." #member " has moved")

#if UINTPTR_MAX == UINT64_MAX
AT(ccred_arg, name, 0);
AT(ccred_arg, value, 8);

AT(ccred_request, size, 0);
AT(ccred_request, flags, 8);
AT(ccred_request, profile, 16);
AT(ccred_request, issuer, 24);
AT(ccred_request, token_endpoint, 32);
AT(ccred_request, origin, 40);
AT(ccred_request, tenant, 48);
AT(ccred_request, client_id, 56);
AT(ccred_request, scope, 64);
AT(ccred_request, audience, 72);
AT(ccred_request, resources, 80);
AT(ccred_request, targets, 88);
AT(ccred_request, methods_wanted, 96);
AT(ccred_request, methods_offered, 104);

AT(ccred_message, size, 0);
AT(ccred_message, severity, 8);
AT(ccred_message, reason, 16);
AT(ccred_message, text, 24);
AT(ccred_message, fix, 32);
AT(ccred_message, location, 40);

AT(ccred_run, size, 0);
AT(ccred_run, program, 8);
AT(ccred_run, argv, 16);
AT(ccred_run, env, 24);
AT(ccred_run, input, 32);
AT(ccred_run, input_len, 40);
AT(ccred_run, output, 48);
AT(ccred_run, output_size, 56);
AT(ccred_run, errors, 64);
AT(ccred_run, errors_size, 72);

AT(ccred_run_answer, size, 0);
AT(ccred_run_answer, status, 8);
AT(ccred_run_answer, signal, 12);
AT(ccred_run_answer, output_len, 16);
AT(ccred_run_answer, errors_len, 24);
AT(ccred_run_answer, last_line, 32);

AT(ccred_host, size, 0);
AT(ccred_host, abi_minor, 8);
AT(ccred_host, set, 16);
AT(ccred_host, get, 24);
AT(ccred_host, say, 32);
AT(ccred_host, log, 40);
AT(ccred_host, prompt, 48);
AT(ccred_host, expires, 56);
AT(ccred_host, time_left, 64);
AT(ccred_host, open_file, 72);
AT(ccred_host, check_file, 80);
AT(ccred_host, run, 88);
AT(ccred_host, secret_alloc, 96);
AT(ccred_host, secret_free, 104);
AT(ccred_host, wipe, 112);

AT(ccred_signing, size, 0);
AT(ccred_signing, algorithm, 8);
AT(ccred_signing, data, 16);
AT(ccred_signing, len, 24);

AT(ccred_plugin, size, 0);
AT(ccred_plugin, abi_minor, 8);
AT(ccred_plugin, name, 16);
AT(ccred_plugin, open, 24);
AT(ccred_plugin, get, 32);
AT(ccred_plugin, store, 40);
AT(ccred_plugin, erase, 48);
AT(ccred_plugin, sign, 56);
AT(ccred_plugin, close, 64);
#endif

_Static_assert(CCRED_SUCCESS == 0 && CCRED_IGNORE == 1 && CCRED_NOT_FOUND == 2 &&
		       CCRED_UNAVAILABLE == 3 && CCRED_LOCKED == 4 && CCRED_TRY_AGAIN == 5 &&
		       CCRED_DENIED == 6 && CCRED_INVALID == 7 && CCRED_CONFLICT == 8 &&
		       CCRED_INTERNAL == 9,
	       "a result has another number");
_Static_assert(CCRED_ITEM_CLIENT_ID == 1 && CCRED_ITEM_CLIENT_SECRET == 2 &&
		       CCRED_ITEM_ASSERTION == 3 && CCRED_ITEM_ASSERTION_TYPE == 4 &&
		       CCRED_ITEM_KEY_ID == 5 && CCRED_ITEM_ALGORITHM == 6 &&
		       CCRED_ITEM_PUBLIC_KEY == 7 && CCRED_ITEM_CERTIFICATE == 8 &&
		       CCRED_ITEM_PRIVATE_KEY == 9 && CCRED_ITEM_KEY_URI == 10 &&
		       CCRED_ITEM_SIGNATURE == 11,
	       "an item has another number");
_Static_assert(CCRED_REQ_INTERACTIVE == 1 && CCRED_REQ_TERMINAL == 2 && CCRED_REQ_REFRESH == 4 &&
		       CCRED_OPEN_SHARED_MODE == 1,
	       "a flag has another bit");
_Static_assert(CCRED_ERROR == 0 && CCRED_WARNING == 1 && CCRED_INFO == 2 &&
		       CCRED_PROMPT_HIDDEN == 1 && CCRED_PROMPT_VISIBLE == 2 &&
		       CCRED_PROMPT_INFO == 3 && CCRED_PROMPT_ERROR == 4,
	       "a severity or a style has another number");

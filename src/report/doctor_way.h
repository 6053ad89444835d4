/* The way to one server, as ccred-acquire found it, and what ccred doctor says of it. */
#ifndef CCRED_REPORT_DOCTOR_WAY_H
#define CCRED_REPORT_DOCTOR_WAY_H

#include "base/kv.h"
#include "report/doctor.h"

#define DOCTOR_ADDRESSES 16

/* Of a group of lines that way= begins (acquire/wire.h); NULL: not said. Strings point into these. */
struct doctor_way {
	const char *url;
	char host[256];
	unsigned port;
	const char *proxy, *literal, *addresses[DOCTOR_ADDRESSES];
	size_t naddresses;
	int64_t more, resolved_ms;
	int64_t dns; /* exit code */
	const char *dns_text;
	const char *plain, *peer, *protocol, *issuer, *names, *ca, *ca_from, *fault;
	int64_t connected_ms, expires_s;
	int64_t tls; /* exit code; -1: it was not tried */
	const char *tls_text;
};

/* The next group behind *at, which is moved on. Returns false if there is none. */
bool doctor_way_next(const struct kv *kv, size_t *at, struct doctor_way *ret_way);

void doctor_way_dns(struct doctor *d, const struct profile *p, const struct doctor_way *way);
/* Of a way that was tried. */
void doctor_way_tls(struct doctor *d, const struct profile *p, const struct doctor_way *way);

#endif

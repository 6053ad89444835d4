/* Records requests: DIR/requests/NNNNNN holds one whole, DIR/log a line for each. */
#include "server.h"
#include "util.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A byte that would break the log's lines or fields becomes '?'. */
static void put_safe(FILE *f, const char *text)
{
	for (; *text; text++)
		fputc(isgraph((unsigned char)*text) ? *text : '?', f);
}

void server_record(struct server *server, const struct request *request, const struct reply *reply)
{
	uint64_t number = server->count.requests;
	bool silent = reply->delivery == DELIVER_STALL || reply->delivery == DELIVER_RESET;
	char *text = NULL, name[24];
	size_t len = 0, i;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		die("out of memory");
	fprintf(f, "%s %s\n", request->method, request->target);
	for (i = 0; i < request->headers.n; i++)
		fprintf(f, "%s: %s\n", request->headers.list[i].name,
			request->headers.list[i].value);
	fputc('\n', f);
	if (request->len > 0)
		fwrite(request->body, 1, request->len, f);
	if (fclose(f) != 0)
		die("out of memory");
	snprintf(name, sizeof(name), "%06" PRIu64, number);
	write_whole(server->requests_fd, name, text, len, 0600);
	free(text);

	f = open_memstream(&text, &len);
	if (f == NULL)
		die("out of memory");
	fprintf(f, "%" PRIu64 " ", number);
	put_safe(f, request->method);
	fputc(' ', f);
	put_safe(f, request->target);
	/* 000: the client sees no status. */
	fprintf(f, " %03u\n", silent ? 0 : reply->status);
	if (fclose(f) != 0)
		die("out of memory");
	if (write_all(server->log_fd, text, len) != 0)
		die("cannot write the log: %s", strerror(errno));
	free(text);
}

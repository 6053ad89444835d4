/* Where a source line looks for the secret, in words, as its arguments say. */
#include "base/banned.h"
#include "cli/status.h"
#include "config/profile.h"

static void put_env(const struct source *src, struct buf *b)
{
	const char *prefix = sources_arg(src, "prefix"), *secret = sources_arg(src, "secret"),
		   *id = sources_arg(src, "id");

	if (secret != NULL)
		buf_puts(b, secret);
	else if (prefix != NULL)
		buf_printf(b, "%sCLIENT_SECRET", prefix);
	else if (id != NULL)
		buf_puts(b, id);
}

static void put_keyctl(const struct profile *p, const struct source *src, bool tenant_known,
		       struct buf *b)
{
	const char *description = sources_arg(src, "description"),
		   *keyring = sources_arg(src, "keyring");

	/* As ccred_keyctl(8) names it. */
	if (description != NULL)
		buf_puts(b, description);
	else if (tenant_known)
		buf_printf(b, "ccred:%s%s%s@%s", p->name, p->tenant != NULL ? "/" : "",
			   p->tenant != NULL ? p->tenant : "", p->origin);
	buf_printf(b, "%sin the %s's keyring", b->len > 0 ? " " : "",
		   keyring != NULL ? keyring : "session");
}

static void put_pass(const struct profile *p, const struct source *src, bool tenant_known,
		     struct buf *b)
{
	const char *entry = sources_arg(src, "entry");

	/* As ccred_pass(8) names it. */
	if (entry != NULL)
		buf_puts(b, entry);
	else if (tenant_known)
		buf_printf(b, "ccred/%s%s%s", p->name, p->tenant != NULL ? "/" : "",
			   p->tenant != NULL ? p->tenant : "");
}

/* No other plugin's arguments are shown: there may be a secret among them. */
void status_place(const struct status_row *row, const struct source *src, struct buf *b)
{
	const char *name;

	if (row->any_tenant && src->has_tenant_arg)
		return;
	if (sources_is_plugin(src, "file") && (name = sources_arg(src, "path")) != NULL) {
		buf_puts(b, name);
	} else if (sources_is_plugin(src, "exec") && (name = sources_arg(src, "command")) != NULL) {
		buf_puts(b, name);
	} else if (sources_is_plugin(src, "vault") && (name = sources_arg(src, "path")) != NULL) {
		const char *mount = sources_arg(src, "mount");
		buf_printf(b, "%s/%s", mount != NULL ? mount : "secret", name);
	} else if (sources_is_plugin(src, "systemd")) {
		name = sources_arg(src, "name");
		buf_printf(b, "credential %s", name != NULL ? name : row->profile->name);
	} else if (sources_is_plugin(src, "env")) {
		put_env(src, b);
	} else if (sources_is_plugin(src, "pass")) {
		put_pass(row->profile, src, !row->any_tenant, b);
	} else if (sources_is_plugin(src, "keyctl")) {
		put_keyctl(row->profile, src, !row->any_tenant, b);
	}
}

/* The tools that have no dialect: each runs a command that prints the token, such as ccred token. */
#include "helpers/dialect.h"

/* The operand of ccred token. */
static const char *word(const struct helper_subject *s)
{
	return s->profile != NULL ? s->profile : s->url;
}

static void codex(const struct helper_subject *s, struct buf *b)
{
	buf_printf(
		b,
		"# in ~/.codex/config.toml; codex runs the command again after a 401, so it must be\n"
		"# ccred itself, and no shell\n[model_providers.%s]\nname = \"%s\"\nbase_url = \"%s\"\n\n"
		"[model_providers.%s.auth]\ncommand = \"%s\"\n"
		"args = [\"token\", \"%s\", \"--again-means-rejected\"]\nrefresh_interval_ms = 0\n",
		s->profile != NULL ? s->profile : "api", s->profile != NULL ? s->profile : "api",
		s->url, s->profile != NULL ? s->profile : "api", s->ccred, word(s));
}

static void rclone(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b,
		   "# in ~/.config/rclone/rclone.conf; rclone runs the command again after a 401\n"
		   "[%s]\ntype = webdav\nurl = %s\n"
		   "bearer_token_command = ccred token %s --again-means-rejected\n",
		   s->profile != NULL ? s->profile : "api", s->url, word(s));
}

static void msmtp(const struct helper_subject *s, struct buf *b)
{
	buf_printf(b,
		   "# in ~/.msmtprc, for the account\nauth xoauth2\nuser me@example.com\n"
		   "passwordeval \"ccred token %s\"\n",
		   word(s));
}

static void mbsync(const struct helper_subject *s, struct buf *b)
{
	buf_printf(
		b,
		"# in ~/.mbsyncrc, for the IMAPAccount; XOAUTH2 is that of libsasl2-modules-kdexoauth2\n"
		"AuthMechs XOAUTH2\nUser me@example.com\nPassCmd \"ccred token %s\"\n",
		word(s));
}

const struct dialect dialect_codex = { .name = "codex", .tools = "codex", .configure = codex };
const struct dialect dialect_rclone = { .name = "rclone", .tools = "rclone", .configure = rclone };
const struct dialect dialect_msmtp = { .name = "msmtp", .tools = "msmtp", .configure = msmtp };
const struct dialect dialect_mbsync = { .name = "mbsync", .tools = "mbsync", .configure = mbsync };

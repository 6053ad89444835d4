/* The certificate authority of a server that this machine does not know: shown, trusted, kept. */
#include "setup/setup.h"
#include "base/fs.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/text.h"
#include "setup/prompt.h"

#include <fcntl.h>
#include <unistd.h>

/* Keeps a certificate beside the configuration. Its fingerprint is in the name: what is there
 * already is the same. */
static int keep_authority(struct setup *s, const struct kv *kv, struct err *err)
{
	const char *pem = kv_get(kv, "pem"), *fingerprint = kv_get(kv, "fingerprint");
	const struct stat like = { .st_mode = S_IFREG | 0644, .st_gid = getegid() };
	char *name = NULL, *path = NULL;
	int r = 0;

	if (asprintf(&name, "ca-%.23s.pem", fingerprint) < 0)
		return err_nomem(err);
	for (char *from = name, *to = name; (*to = *from) != '\0'; from++)
		to += *from != ':';
	text_to_lower(name, strlen(name));
	if (asprintf(&path, "%s/%s", s->file.dir, name) < 0) {
		free(name);
		return err_nomem(err);
	}
	if (faccessat(s->file.dirfd, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0 &&
	    (r = fs_replace(s->file.dirfd, name, pem, strlen(pem), true, &like, err)) == 0) {
		s->ca_made = name;
		name = NULL;
	}
	if (r == 0)
		r = setup_copy(&s->ca_file, path, err);
	free(name);
	free(path);
	return r;
}

void setup_forget_authority(struct setup *s)
{
	if (!s->ca_asked)
		return;
	if (s->ca_made != NULL)
		(void)unlinkat(s->file.dirfd, s->ca_made, 0);
	free(s->ca_made);
	free(s->ca_file);
	s->ca_made = s->ca_file = NULL;
	s->ca_asked = false;
}

int setup_trust(struct setup *s, const struct profile *p, struct err *err)
{
	struct buf text = BUF_SECRET(LIMIT_ANSWER + 1);
	struct kv kv = KV_INIT;
	char clean[ERR_TEXT_MAX];
	struct err ignored;
	bool yes = false;
	int r;

	s->ca_asked = true;
	prompt_say_error(err);
	*err = (struct err){ 0 };
	r = setup_helper(s, p, "authority", &text, &kv, &ignored, err);
	if (r == 0 && kv_get(&kv, "pem") != NULL && kv_get(&kv, "fingerprint") != NULL) {
		const char *name = kv_get(&kv, "issuer");
		prompt_say("The server sent the certificate of its authority, signed by itself:\n"
			   "  name     %s\n  SHA-256  %s\n"
			   "Anyone can make one. Compare the fingerprint with that of the owner.\n",
			   text_escape(name, strlen(name), clean, sizeof(clean)),
			   kv_get(&kv, "fingerprint"));
		r = prompt_yes("Trust this authority for this profile? y or n [n]: ", "--ca-file",
			       &yes, err);
		if (r == 0 && yes)
			r = keep_authority(s, &kv, err);
	}
	kv_free(&kv);
	buf_free(&text);
	return r == 0 && !yes ? setup_need(s, SETUP_CA_FILE, NULL, err) : r;
}

/* The dialect of kubectl and other clients of Kubernetes: ExecCredential, as client-go has it. */
#include "helpers/helper.h"
#include "base/json_in.h"
#include "base/json_out.h"

#define GROUP "client.authentication.k8s.io/"

/*
 * Reads KUBERNETES_EXEC_INFO: the version, which the answer must have too, and the cluster's server,
 * which is empty unless the client was told to send it. Older clients do not set the variable; they
 * know v1beta1 only.
 */
static int read_info(const char **ret_version, struct buf *server, struct err *err)
{
	const char *info = getenv("KUBERNETES_EXEC_INFO");
	struct buf version = BUF_INIT;
	int r;

	*ret_version = GROUP "v1beta1";
	if (info == NULL)
		return 0;
	r = json_in_text(info, strlen(info), "apiVersion", &version, err);
	if (r == 0 && strcmp(buf_str(&version), GROUP "v1") == 0)
		*ret_version = GROUP "v1";
	else if (r <= 0 && strcmp(buf_str(&version), GROUP "v1beta1") != 0)
		r = err_set(err, REASON_MALFORMED_MESSAGE,
			    "apiVersion is neither %sv1 nor %sv1beta1", GROUP, GROUP);
	if (r == 0 &&
	    (r = json_in_text(info, strlen(info), "spec.cluster.server", server, err)) < 0)
		r = 0;
	if (r != 0)
		err_prefix(err, "KUBERNETES_EXEC_INFO");
	buf_free(&version);
	return r;
}

static void put(struct buf *b, const char *version, const struct obtained *token)
{
	json_begin(b, NULL, '{');
	json_text(b, "kind", "ExecCredential");
	json_text(b, "apiVersion", version);
	json_begin(b, "status", '{');
	helper_put_expiry(b, "expirationTimestamp", token->expires_s);
	json_all(b, "token", token->token->data);
	buf_puts(b, "}}\n");
}

/*
 * spec.interactive says only whether stdin is handed on, and that is never read: the profile says
 * whether a person may be asked.
 */
static int run(struct helper *h, struct err *err)
{
	/* The client runs this again after a 401, and says nothing of it. */
	const struct obtain_options options = { .again_means_rejected = true };
	struct obtained token = { 0 };
	struct buf server = BUF_INIT;
	const char *version;
	int r;

	if (h->argc > 1)
		return helper_usage(&dialect_kubernetes,
				    "at most one word is needed: the name of the profile", err);
	if ((r = read_info(&version, &server, err)) != 0)
		goto out;
	if (h->argc == 1)
		r = helper_find_word(h, h->argv[0], server.len > 0 ? buf_str(&server) : NULL, err);
	else if (server.len > 0)
		r = helper_find_word(h, buf_str(&server), NULL, err);
	else
		r = helper_usage(&dialect_kubernetes,
				 "the client names no server: add the profile to args, or "
				 "provideClusterInfo: true",
				 err);
	if (r == 0 && (r = helper_obtain(h, &options, &token, err)) == 0)
		put(&h->out, version, &token);
	obtained_clear(&token);
out:
	buf_free(&server);
	return r;
}

static void configure(const struct helper_subject *s, struct buf *b)
{
	const char *name = s->profile != NULL ? s->profile : "ccred";

	buf_printf(b,
		   "# in ~/.kube/config; a context names this user\nusers:\n- name: %s\n  user:\n"
		   "    exec:\n      apiVersion: " GROUP "v1\n      command: ccred\n"
		   "      args: [helper, kubernetes%s%s]\n      interactiveMode: Never\n"
		   "      provideClusterInfo: %s\n"
		   "# a client before Kubernetes 1.22 takes " GROUP "v1beta1\n",
		   name, s->profile != NULL ? ", " : "", s->profile != NULL ? s->profile : "",
		   s->profile != NULL ? "false" : "true");
}

static void command(const struct helper_subject *s, struct buf *words)
{
	static const char *const fixed[] = {
		"--exec-api-version=" GROUP "v1",
		"--exec-command=ccred",
		"--exec-arg=helper",
		"--exec-arg=kubernetes",
		"--exec-interactive-mode=Never",
	};

	buf_printf(words, "kubectl%cconfig%cset-credentials%c%s%c", 0, 0, 0,
		   s->profile != NULL ? s->profile : "ccred", 0);
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		buf_put(words, fixed[i], strlen(fixed[i]) + 1);
	if (s->profile != NULL)
		buf_printf(words, "--exec-arg=%s%c", s->profile, 0);
	else
		buf_printf(words, "--exec-provide-cluster-info=true%c", 0);
}

const struct dialect dialect_kubernetes = {
	.name = "kubernetes",
	.tools = "kubectl, helm, k9s",
	.run = run,
	.configure = configure,
	.command = command,
};

/*
 * What libraries leave of a secret in the memory of a process after a request: nothing, if its free
 * wipes. This is tests/acquire/memory.sh for any user: a process may always look into itself.
 * Without TLS.
 */
#include "answer.h"
#include "http/certificate.h"
#include "http/library.h"
#include "lib/unit.h"
#include "oauth/dpop.h"
#include "oauth/operations.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

/* Secret and token, so that the test itself has no plain copy of them in memory that can be
 * written. */
#define MASK 0x15
static const char masked_secret[] = "fpvgpa8>8mg\\8'%v(";
static const char masked_token[] = "az~p{8\"#8vtlygl";

static struct secret *unmask(const char *masked)
{
	struct secret *s = NULL;

	ck_assert_int_eq(secret_new(masked, strlen(masked), &s), 0);
	for (size_t i = 0; i < s->len; i++)
		s->data[i] = (char)(s->data[i] ^ MASK);
	return s;
}

/* Answers one request with a token, and ends. */
static void serve(int listener, const struct secret *token)
{
	char request[8192], answer[512];
	int fd = accept(listener, NULL, NULL);
	size_t len = 0;

	while (len < sizeof(request) - 1) {
		ssize_t n = recv(fd, request + len, sizeof(request) - 1 - len, 0);
		if (n <= 0)
			_exit(1);
		len += (size_t)n;
		request[len] = '\0';
		if (strstr(request, "\r\n\r\n") != NULL && strstr(request, "grant_type") != NULL)
			break;
	}
	int n = snprintf(answer, sizeof(answer),
			 "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: "
			 "close\r\n\r\n{\"access_token\":\"%s\",\"token_type\":\"Bearer\"}",
			 token->data);
	_exit(send(fd, answer, (size_t)n, 0) == n ? 0 : 1);
}

static pid_t start_server(const struct secret *token, char *url, size_t size)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(bind(listener, (struct sockaddr *)&a, sizeof(a)), 0);
	ck_assert_int_eq(listen(listener, 1), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&a, &len), 0);
	snprintf(url, size, "http://127.0.0.1:%u/token", ntohs(a.sin_port));
	pid_t child = fork();
	if (child == 0)
		serve(listener, token);
	ck_assert_int_gt(child, 0);
	close(listener);
	return child;
}

#ifndef SANITIZED
/* How often the bytes are in memory that can be written, but for the stack and for mappings that
 * are left out of dumps. *ret_read: how many bytes were looked at. */
static int count(const struct secret *needle, size_t *ret_read)
{
	FILE *f = fopen("/proc/self/smaps", "re");
	unsigned long begin = 0, end = 0, from, to;
	char line[512], mode[8];
	bool wanted = false;
	int found = 0;

	ck_assert_ptr_nonnull(f);
	*ret_read = 0;
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) == 3) {
			begin = from;
			end = to;
			wanted =
				mode[0] == 'r' && mode[1] == 'w' && strstr(line, "[stack]") == NULL;
		} else if (wanted && strncmp(line, "VmFlags:", 8) == 0 &&
			   strstr(line, " dd") == NULL) {
			const char *p = (const char *)begin, *at;
			*ret_read += end - begin;
			while ((at = memmem(p, end - (size_t)p, needle->data, needle->len)) !=
			       NULL) {
				found++;
				p = at + 1;
			}
		}
	}
	fclose(f);
	return found;
}
#endif

static const char *const methods[] = { "client_secret_basic", "client_secret_post",
				       "client_secret_jwt" };

START_TEST(nothing_left)
{
	struct secret *secret = unmask(masked_secret), *token = unmask(masked_token);
	struct oauth_token got = { 0 };
	struct oauth_problem problem;
	struct secret *header = NULL;
	struct answer a;
	char url[64];
	int status;

	answer_begin(&a);
	a.config.allow_http_loopback = true;
	a.config.client_auth = methods[_i];
	ck_assert_int_eq(credential_set(&a.credential, ITEM_CLIENT_SECRET, secret->data,
					secret->len, NULL, NULL),
			 0);
	pid_t server = start_server(token, url, sizeof(url));
	free(a.metadata.endpoints[OAUTH_GRANT].url);
	a.metadata.endpoints[OAUTH_GRANT].url = strdup(url);
	/* The header as it will be sent, but for "demo:" at its beginning. */
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	if (a.x.request.authorization.len > 27)
		ck_assert_int_eq(secret_new(buf_str(&a.x.request.authorization) + 27,
					    a.x.request.authorization.len - 27, &header),
				 0);
	exchange_clear(&a.x);

	ck_assert_int_eq(http_init(NULL), 0);
	const struct auth_attempt attempt = { &a.config, &a.metadata, OAUTH_GRANT, &a.credential,
					      NULL };
	ck_assert_int_eq(oauth_request(&attempt, clock_ms() + 20000, &got, &problem, &a.err), 0);
	ck_assert(secret_equal(got.token, token));
	http_cleanup();
	ck_assert_int_eq(waitpid(server, &status, 0), server);
	ck_assert_int_eq(status, 0);
#ifndef SANITIZED
	/* valgrind has a heap of its own. */
	if (getenv("CHECK_WRAPPER") == NULL || getenv("CHECK_WRAPPER")[0] == '\0') {
		size_t size;
		ck_assert_int_eq(count(secret, &size), 0);
		ck_assert_int_eq(count(token, &size), 0);
		if (header != NULL)
			ck_assert_int_eq(count(header, &size), 0);
		ck_assert_uint_gt(size, 100000);
		/* A copy is found, until it is freed. */
		char *copy = strndup(token->data, token->len);
		ck_assert_int_eq(count(token, &size), 1);
		free(copy);
		ck_assert_int_eq(count(token, &size), 0);
	}
#endif
	oauth_token_clear(&got);
	secret_free(&header);
	secret_free(&secret);
	secret_free(&token);
	answer_end(&a);
}
END_TEST

START_TEST(proof_key)
{
	struct secret *key = NULL, *reversed = NULL;
	const struct dpop_use use = { "GET", "https://api.example/", NULL, NULL };
	struct buf proof = BUF_INIT;

	ck_assert_int_eq(dpop_key_new(&key, NULL), 0);
	ck_assert_int_eq(dpop_proof(key, &use, &proof, NULL), 0);
	buf_free(&proof);
	/* As libcrypto keeps numbers on most machines. */
	ck_assert_int_eq(secret_new(key->data, key->len, &reversed), 0);
	for (size_t i = 0; i < key->len; i++)
		reversed->data[i] = key->data[key->len - 1 - i];
#ifndef SANITIZED
	if (getenv("CHECK_WRAPPER") == NULL || getenv("CHECK_WRAPPER")[0] == '\0') {
		size_t size;
		ck_assert_int_eq(count(key, &size), 0);
		ck_assert_int_eq(count(reversed, &size), 0);
	}
#endif
	secret_free(&key);
	secret_free(&reversed);
}
END_TEST

/* Takes what was written, and frees the BIO. */
static struct secret *take(BIO *bio)
{
	struct secret *s = NULL;
	char *text;
	long len = BIO_get_mem_data(bio, &text);

	ck_assert_int_gt(len, 0);
	ck_assert_int_eq(secret_new(text, (size_t)len, &s), 0);
	BIO_free(bio);
	return s;
}

/* A key of its own with a certificate that it has signed; and the bytes of the key itself. */
static void make_certificate(struct secret **ret_chain, struct secret **ret_key,
			     struct secret **ret_raw)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	BIO *pem = BIO_new(BIO_s_mem()), *chain = BIO_new(BIO_s_mem());
	X509 *x = X509_new();
	BIGNUM *number = NULL;

	X509_set_pubkey(x, key);
	X509_gmtime_adj(X509_getm_notBefore(x), 0);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	ck_assert_int_gt(X509_sign(x, key, EVP_sha256()), 0);
	ck_assert_int_eq(PEM_write_bio_X509(chain, x), 1);
	ck_assert_int_eq(PEM_write_bio_PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL), 1);
	ck_assert_int_eq(EVP_PKEY_get_bn_param(key, "priv", &number), 1);
	ck_assert_int_eq(secret_new("0123456789abcdef0123456789abcdef", 32, ret_raw), 0);
	ck_assert_int_eq(BN_bn2binpad(number, (unsigned char *)(*ret_raw)->data, 32), 32);
	BN_clear_free(number);
	X509_free(x);
	EVP_PKEY_free(key);
	*ret_chain = take(chain);
	*ret_key = take(pem);
}

/* Neither the text of a key is left, nor the key itself. */
START_TEST(no_key_left)
{
	struct secret *chain, *key, *raw, *text = NULL, *number = NULL;
	struct http_certificate *certificate = NULL;
	struct err err = { 0 };
	size_t size = 0;

	make_certificate(&chain, &key, &raw);
	/* Behind the first line, which says what it is. */
	ck_assert_int_eq(secret_new(key->data + 60, 32, &text), 0);
	/* As a number lies in memory. */
	ck_assert_int_eq(secret_new(raw->data, raw->len, &number), 0);
	for (size_t i = 0; i < raw->len; i++)
		number->data[i] = raw->data[raw->len - 1 - i];
	ck_assert_int_eq(certificate_load(chain, key, NULL, &certificate, &err), 0);
#ifndef SANITIZED
	bool looks = getenv("CHECK_WRAPPER") == NULL || getenv("CHECK_WRAPPER")[0] == '\0';
	if (looks)
		ck_assert_int_gt(count(number, &size), 0);
	certificate_free(&certificate);
	if (looks) {
		ck_assert_int_eq(count(text, &size), 0);
		ck_assert_int_eq(count(raw, &size), 0);
		ck_assert_int_eq(count(number, &size), 0);
	}
#endif
	certificate_free(&certificate);
	(void)size;
	secret_free(&chain);
	secret_free(&key);
	secret_free(&raw);
	secret_free(&text);
	secret_free(&number);
}
END_TEST

/* The functions beside free and realloc, which are those of the C library, go on working with the
 * two. */
START_TEST(still_memory)
{
	char *p = malloc(10);

	memcpy(p, "123456789", 10);
	p = realloc(p, 100000);
	ck_assert_str_eq(p, "123456789");
	p = realloc(p, 5);
	ck_assert_int_eq(memcmp(p, "12345", 5), 0);
	p = reallocarray(p, 1000, 1000);
	ck_assert_int_eq(memcmp(p, "12345", 5), 0);
#ifndef SANITIZED
	volatile size_t too_many = SIZE_MAX / 2;
	ck_assert_ptr_null(reallocarray(p, too_many, 16));
#endif
	ck_assert_int_eq(memcmp(p, "12345", 5), 0);
	free(p);
	ck_assert_ptr_nonnull(p = realloc(NULL, 7));
	free(p);
	free(NULL);
	void *aligned = NULL;
	ck_assert_int_eq(posix_memalign(&aligned, 4096, 10000), 0);
	free(aligned);
	/* As large as what was freed before. */
	p = calloc(1000, 100);
	bool zero = true;
	for (size_t i = 0; i < 100000; i++)
		zero &= p[i] == 0;
	ck_assert(zero);
	free(p);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("wiped");
	TCase *t = tcase_create("wiped");

	tcase_add_loop_test(t, nothing_left, 0, 3);
	tcase_add_test(t, no_key_left);
	tcase_add_test(t, proof_key);
	tcase_add_test(t, still_memory);
	suite_add_tcase(s, t);
	return unit_main(s);
}

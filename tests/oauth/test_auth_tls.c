/* Mutual TLS as a method of client authentication: what it needs, and where the request goes. */
#include "auth_fixture.h"

/* Of CN=demo, for a hundred years; nobody has the key. */
static const char certificate[] =
	"-----BEGIN CERTIFICATE-----\n"
	"MIIBdTCCARugAwIBAgIUO2soysLOT339OF7HnlKEn4ryHlgwCgYIKoZIzj0EAwIw\n"
	"DzENMAsGA1UEAwwEZGVtbzAgFw0yNjExMjkxMzI2NTBaGA8yMTI2MTEwNTEzMjY1\n"
	"MFowDzENMAsGA1UEAwwEZGVtbzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKlU\n"
	"pd0hDsqAtQUk4X8hEfxanZ6R1YNc4MQRzn5tDgFFPhdGveX4vU80j+daksBIXvov\n"
	"fyHzcwJ7vG9wM6hAGYujUzBRMB0GA1UdDgQWBBQ4l1TnCShRUNToIOpU65wjBLg9\n"
	"PTAfBgNVHSMEGDAWgBQ4l1TnCShRUNToIOpU65wjBLg9PTAPBgNVHRMBAf8EBTAD\n"
	"AQH/MAoGCCqGSM49BAMCA0gAMEUCICA0BTjR2RMekgfbPbtLi/LtRvcVWvD6VlN1\n"
	"yDoVm8qJAiEAhtpIZt67INokG+yivXC+RVATJglbFu11aqZkb1F0Lug=\n"
	"-----END CERTIFICATE-----\n";

static const char *url(void)
{
	struct auth_attempt attempt = { &a.config, &a.metadata, OAUTH_GRANT, &a.credential };
	const struct auth_method *method = NULL;

	ck_assert_int_eq(auth_choose(&attempt, &method, &a.err), 0);
	return auth_url(&attempt, method);
}

/* A certificate and its key, in one form or the other; and both in their time. */
START_TEST(tls_needs)
{
	offer("tls_client_auth");
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	answer_item(&a, ITEM_CERTIFICATE, certificate);
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	answer_item(&a, ITEM_PRIVATE_KEY, "key");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "tls_client_auth");
	secret_free(&a.credential.items[ITEM_PRIVATE_KEY]);
	answer_item(&a, ITEM_KEY_URI, "pkcs11:object=key");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "tls_client_auth");
	offer("self_signed_tls_client_auth");
	ck_assert_str_eq(chosen(&a.metadata, &a.credential), "self_signed_tls_client_auth");
	/* It ends between two tries. */
	ck_assert_int_eq(answer_make(&a, OAUTH_GRANT, NULL), 0);
	ck_assert_str_eq(buf_str(&a.x.request.form),
			 "grant_type=client_credentials&client_id=demo");
	ck_assert_uint_eq(a.x.request.authorization.len, 0);
	a.credential.expires_s[ITEM_CERTIFICATE] = time(NULL);
	ck_assert_int_eq(exchange_make(&a.x, &a.err), EXIT_TEMPFAIL);
	ck_assert_str_eq(a.err.reason, "credential_expired");
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
	ck_assert_str_eq(a.err.reason, "credential_expired");
	secret_free(&a.credential.items[ITEM_CLIENT_ID]);
	a.credential.expires_s[ITEM_CERTIFICATE] = 0;
	ck_assert_ptr_null(chosen(&a.metadata, &a.credential));
}
END_TEST

/* Who shows a certificate goes to the endpoint for that. */
START_TEST(tls_endpoint)
{
	static const char own[] = "https://as.example/token",
			  alias[] = "https://mtls.example/token";
	char first[2048], chain[2 * sizeof(certificate)];

	a.metadata.endpoints[OAUTH_GRANT].mtls_url = strdup(alias);
	answer_item(&a, ITEM_CERTIFICATE, certificate);
	offer(BASIC);
	ck_assert_str_eq(url(), own);
	/* The server binds tokens, and there is no key that TLS can use. */
	a.metadata.certificate_bound = true;
	ck_assert_str_eq(url(), own);
	answer_item(&a, ITEM_PRIVATE_KEY, "key");
	ck_assert_str_eq(url(), alias);
	a.metadata.certificate_bound = false;
	ck_assert_str_eq(url(), own);
	offer("tls_client_auth");
	ck_assert_str_eq(url(), alias);
	snprintf(first, sizeof(first), "%s", identity());
	ck_assert_ptr_eq(strstr(first, "https://mtls.example/token\ntls_client_auth 0\n4:demo"),
			 first);
	/* A certificate that leads to the authority was missing. */
	snprintf(chain, sizeof(chain), "%s%s", certificate, certificate);
	answer_item(&a, ITEM_CERTIFICATE, chain);
	ck_assert_str_ne(identity(), first);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("auth_tls");
	TCase *t = tcase_create("auth_tls");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, tls_needs);
	tcase_add_test(t, tls_endpoint);
	suite_add_tcase(s, t);
	return unit_main(s);
}

/* The command that makes a key in a token (PKCS #11). */
#include "acquire/key_token.h"
#include "base/kv.h"
#include "base/text.h"

#include <limits.h>

/* An attribute of the URI (RFC 7512, 2.3) with its bytes unescaped; returns how many, -1: it is not
 * there, or does not fit. */
static int attribute(const char *uri, const char *name, char *out, size_t size)
{
	size_t len = strlen(name), n = 0;
	const char *p = uri + strlen("pkcs11:");

	while (strncmp(p, name, len) != 0 || p[len] != '=') {
		p += strcspn(p, ";?");
		if (*p != ';')
			return -1;
		p++;
	}
	for (p += len + 1; *p != '\0' && strchr(";?", *p) == NULL && n + 1 < size; n++) {
		int high = p[0] == '%' ? text_hex_value(p[1]) : -1;
		int low = high >= 0 ? text_hex_value(p[2]) : -1;
		out[n] = low >= 0 ? (char)(high * 16 + low) : p[0];
		p += low >= 0 ? 3 : 1;
	}
	out[n] = '\0';
	return (int)n;
}

/* An option whose value is an attribute of the URI. */
static void put_option(struct buf *b, const char *option, const char *uri, const char *name,
		       bool hex)
{
	char value[256], word[TEXT_SHELL_WORD(2 * sizeof(value))], text[2 * sizeof(value)];
	int len = attribute(uri, name, value, sizeof(value));

	if (len <= 0 ||
	    (!hex && (text_has_control(value, (size_t)len) || !text_is_utf8(value, (size_t)len))))
		return;
	if (hex)
		text_to_hex(value, (size_t)len, text);
	buf_printf(b, " %s %s", option, text_shell_word(hex ? text : value, word, sizeof(word)));
}

static const char *type_of(const char *alg)
{
	static const struct {
		const char *alg, *type;
	} types[] = {
		{ "ES256", "EC:prime256v1" },
		{ "ES512", "EC:secp521r1" },
		{ "EdDSA", "EC:edwards25519" },
	};

	for (size_t i = 0; alg != NULL && i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(types[i].alg, alg) == 0)
			return types[i].type;
	return alg != NULL && strchr("RP", alg[0]) != NULL ? "rsa:3072" : "EC:secp384r1";
}

bool key_token_command(const struct line *line, const char *alg, struct buf *report)
{
	const struct argument *argument = bind_flagged(line, OPTION_KEY_URI);
	const char *uri = argument != NULL ? argument->value : "",
		   *module = bind_argument(line, "module");
	struct buf b = BUF_INIT;

	if (strncmp(uri, "pkcs11:", strlen("pkcs11:")) != 0)
		return false;
	buf_puts(&b, "pkcs11-tool");
	if (module != NULL) {
		char word[TEXT_SHELL_WORD(PATH_MAX)];
		buf_printf(&b, " --module %s", text_shell_word(module, word, sizeof(word)));
	}
	put_option(&b, "--token-label", uri, "token", false);
	buf_printf(&b, " --login --keypairgen --usage-sign --key-type %s", type_of(alg));
	put_option(&b, "--label", uri, "object", false);
	put_option(&b, "--id", uri, "id", true);
	kv_put_text(report, "command", buf_str(&b));
	report->failed |= buf_error(&b);
	buf_free(&b);
	return true;
}

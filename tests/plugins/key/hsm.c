/* A PKCS#11 module for the tests: SoftHSM's, which hangs or fails as the file beside its
 * configuration says, and notes each login there. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOFTHSM "/usr/lib/softhsm/libsofthsm2.so"
#define CKR_OK 0ul
#define CKR_GENERAL_ERROR 5ul
#define CKR_DEVICE_REMOVED 0x32ul
#define CKR_PIN_LOCKED 0xA4ul

/* CK_FUNCTION_LIST of PKCS#11 2.40: a version, and the functions in the order of its chapter 5. */
struct functions {
	unsigned char major, minor;
	void *of[68];
};
enum {
	INITIALIZE = 0,
	GET_FUNCTION_LIST = 3,
	LOGIN = 18,
	SIGN_INIT = 42,
	SIGN = 43,
};

static struct functions *real, ours;

/* Whether the file says so. */
static int acts(const char *word)
{
	char path[4096], text[32] = "";
	const char *conf = getenv("SOFTHSM2_CONF");
	FILE *file;

	snprintf(path, sizeof(path), "%s.acts", conf != NULL ? conf : "");
	if ((file = fopen(path, "r")) == NULL)
		return 0;
	if (fgets(text, sizeof(text), file) == NULL)
		text[0] = '\0';
	fclose(file);
	return strcmp(text, word) == 0;
}

static unsigned long initialize(void *args)
{
	while (acts("hang-init"))
		pause();
	return ((unsigned long (*)(void *))real->of[INITIALIZE])(args);
}

static unsigned long login(unsigned long session, unsigned long user, unsigned char *pin,
			   unsigned long len)
{
	char path[4096];
	const char *conf = getenv("SOFTHSM2_CONF");
	int fd;

	snprintf(path, sizeof(path), "%s.logins", conf != NULL ? conf : "");
	if ((fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) >= 0) {
		if (write(fd, "login\n", 6) != 6)
			return CKR_GENERAL_ERROR;
		close(fd);
	}
	if (acts("locked"))
		return CKR_PIN_LOCKED;
	return ((unsigned long (*)(unsigned long, unsigned long, unsigned char *,
				   unsigned long))real->of[LOGIN])(session, user, pin, len);
}

static unsigned long sign_init(unsigned long session, void *mechanism, unsigned long key)
{
	if (acts("gone"))
		return CKR_DEVICE_REMOVED;
	return ((unsigned long (*)(unsigned long, void *, unsigned long))real->of[SIGN_INIT])(
		session, mechanism, key);
}

static unsigned long sign(unsigned long session, unsigned char *data, unsigned long len,
			  unsigned char *signature, unsigned long *signature_len)
{
	while (acts("hang-sign"))
		pause();
	return ((unsigned long (*)(unsigned long, unsigned char *, unsigned long, unsigned char *,
				   unsigned long *))real->of[SIGN])(session, data, len, signature,
								    signature_len);
}

static unsigned long get_function_list(struct functions **ret_list)
{
	*ret_list = &ours;
	return CKR_OK;
}

unsigned long C_GetFunctionList(struct functions **ret_list);
__attribute__((visibility("default"))) unsigned long C_GetFunctionList(struct functions **ret_list)
{
	void *library = dlopen(SOFTHSM, RTLD_NOW | RTLD_LOCAL);
	union {
		void *symbol;
		unsigned long (*get)(struct functions **);
	} u = { library != NULL ? dlsym(library, "C_GetFunctionList") : NULL };

	if (u.symbol == NULL || u.get(&real) != CKR_OK)
		return CKR_GENERAL_ERROR;
	ours = *real;
	ours.of[INITIALIZE] = initialize;
	ours.of[GET_FUNCTION_LIST] = get_function_list;
	ours.of[LOGIN] = login;
	ours.of[SIGN_INIT] = sign_init;
	ours.of[SIGN] = sign;
	*ret_list = &ours;
	return CKR_OK;
}

/* A profile of some lines, bound to their plugins: what the tests of binding share. */
#pragma once

#include "lib/unit.h"
#include "lib/temp.h"
#include "stack/bind.h"
#include "stack/lines.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_LINES 3

static char dir[TEMP_SIZE];

/* A profile of some lines, bound. */
struct sample {
	struct profile profile;
	struct source sources[MAX_LINES];
	struct argument args[MAX_LINES][4];
	char *plugin_path;
	struct bound *bound;
};

/* NAME or NAME=VALUE; a value with {tenant} is expanded as the configuration does it, for the
 * tenant acme-1. */
static inline void set_argument(struct argument *a, const char *word, unsigned column)
{
	const char *equals = strchr(word, '='), *raw = equals != NULL ? equals + 1 : "";
	const char *tenant = strstr(raw, "{tenant}");
	char value[256];

	snprintf(value, sizeof(value), "%s", raw);
	if (tenant != NULL)
		snprintf(value, sizeof(value), "%.*sacme-1%s", (int)(tenant - raw), raw,
			 tenant + 8);
	*a = (struct argument){ .name = strndup(word, strcspn(word, "=")),
				.value = strdup(value),
				.raw = strdup(raw),
				.has_tenant = tenant != NULL,
				.column = column };
}

/* The words of one line: "PLUGIN ARGUMENT..."; a dash before the plugin: -source. */
static inline void set_line(struct sample *s, size_t n, const char *line)
{
	struct source *src = &s->sources[n];
	char text[512], *save = NULL;

	snprintf(text, sizeof(text), "%s", line);
	char *word = strtok_r(text, " ", &save);
	*src = (struct source){ .file = (char *)(uintptr_t) "conf",
				.line = (unsigned)n + 1,
				.column = 21,
				.control_text = (char *)(uintptr_t) "required",
				.control = control_of("required"),
				.optional_plugin = word[0] == '-',
				.plugin = strdup(word + (word[0] == '-')),
				.args = s->args[n] };
	while ((word = strtok_r(NULL, " ", &save)) != NULL) {
		set_argument(&s->args[n][src->nargs], word, 30 + 10 * (unsigned)src->nargs);
		src->nargs++;
	}
}

/* All are set, but for one. */
static inline const char *value(const void *arg, const char *name)
{
	return arg != NULL && strcmp(arg, name) == 0 ? NULL : "set";
}

static inline void begin(struct sample *s, const char *const *lines, size_t n, const char *tenant,
			 const char *unset)
{
	struct err err = { 0 };

	*s = (struct sample){ .plugin_path = dir };
	for (size_t i = 0; i < n; i++)
		set_line(s, i, lines[i]);
	s->profile = (struct profile){
		.name = (char *)(uintptr_t) "a.b",
		.tenant = (char *)(uintptr_t)tenant,
		.origin = (char *)(uintptr_t) "https://idp.example",
		.username = (char *)(uintptr_t) "oauth2",
		.sources = s->sources,
		.nsources = n,
		.plugin_path = &s->plugin_path,
		.nplugin_path = 1,
	};
	ck_assert_int_eq(bind_profile(&s->profile, value, unset, &s->bound, &err), 0);
	ck_assert_uint_eq(s->bound->nlines, n);
}

static inline void end(struct sample *s)
{
	bind_free(&s->bound);
	ck_assert_ptr_null(s->bound);
	for (size_t i = 0; i < MAX_LINES; i++) {
		for (size_t a = 0; a < s->sources[i].nargs; a++) {
			free(s->args[i][a].name);
			free(s->args[i][a].value);
			free(s->args[i][a].raw);
		}
		free(s->sources[i].plugin);
	}
}

#define HEAD "plugin x\nabi 1.0\noffers get store\n"

static inline void write_description(const char *text, mode_t mode)
{
	temp_write(dir, "x.plugin", text, strlen(text), mode);
}

static inline void setup(void)
{
	temp_make(dir);
	ck_assert_int_eq(chmod(dir, 0755), 0);
}

static inline void teardown(void)
{
	temp_remove(dir);
}

/* What ccred doctor says of the configuration: its files, the profile, and those that are refused. */
#include "base/banned.h"
#include "report/doctor.h"
#include "base/json_out.h"
#include "config/config.h"

/* As many profiles that are refused as are shown. */
#define REFUSED_SHOWN 8

/* A walk over the files or the profiles of the configuration. */
struct walk {
	struct doctor *d;
	const struct profile *p; /* NULL: all */
	const struct err *why; /* that there is none; NULL: nobody wants one */
	struct buf files, json; /* their names; json is a list */
	size_t nfiles, nrefused;
	struct doctor_profiles *good;
};

static int on_file(const char *file, void *arg)
{
	struct walk *w = arg;

	buf_printf(&w->files, "%s%s", w->nfiles++ > 0 ? ", " : "", file);
	json_text(&w->json, NULL, file);
	return 0;
}

/* Why the profile is refused; NULL: it is not. The next steps examine the one that was asked for. */
static const struct err *refusal(const struct walk *w, const struct config_item *item,
				 struct err *why)
{
	if (item->error != NULL)
		return item->error;
	if ((w->p != NULL && strcmp(w->p->name, item->name) == 0) ||
	    bind_check_profile(*item->profile, why) == 0)
		return NULL;
	return why;
}

static int on_profile(const struct config_item *item, void *arg)
{
	struct walk *w = arg;
	struct err checked = { 0 };
	const struct err *why = refusal(w, item, &checked);
	char line[ERR_LINE_MAX];
	struct doctor_step *s;

	if (why == NULL) {
		w->good->n++;
		if (w->good->first == NULL)
			w->good->first = strdup(item->name);
		buf_printf(&w->good->names, "%s%s", w->good->n > 1 ? ", " : "", item->name);
		return 0;
	}
	/* The one that was asked for is said by itself. */
	bool asked = w->why != NULL && strcmp(w->why->reason, why->reason) == 0 &&
		     w->why->place.line == why->place.line &&
		     strcmp(w->why->place.file, why->place.file) == 0;
	if (w->nrefused++ >= REFUSED_SHOWN || asked)
		return 0;
	s = doctor_add(w->d, "configuration", DOCTOR_WARNING, "%s (profile %s is refused)",
		       err_line(why, line, sizeof(line)), item->name);
	if (!doctor_mend(s, why))
		doctor_command_edit(s, item->file, item->line);
	json_text(&s->details, "refused", item->name);
	return 0;
}

static void put_files(struct walk *w, struct doctor_step *s)
{
	buf_puts(&w->json, "]");
	json_name(&s->details, "files");
	buf_puts(&s->details, buf_str(&w->json));
}

static void cannot_read(struct walk *w, const struct err *err)
{
	struct doctor_step *s = doctor_fail(w->d, "configuration", err);

	if (s->command[0] == '\0' && err->code == EXIT_NOINPUT)
		doctor_command(s, "unset CCRED_CONFIG");
	put_files(w, s);
}

static void nothing(struct walk *w, const struct err *err)
{
	struct doctor_step *s = doctor_fail(w->d, "configuration", err);

	doctor_command(s, "${EDITOR:-vi} ~/.config/ccred/config");
	put_files(w, s);
}

static void not_found(struct walk *w)
{
	struct doctor_step *s = doctor_fail(w->d, "configuration", w->why);

	if (s->command[0] == '\0')
		doctor_command(s, "ccred profiles");
}

static void found(struct walk *w)
{
	const struct profile *p = w->p;
	struct doctor_step *s;

	if (p != NULL)
		s = doctor_add(w->d, "configuration", DOCTOR_OK, "%s: profile %s at %s:%u%s%s",
			       buf_str(&w->files), p->name, p->file, p->line,
			       p->target != NULL ? ", target " : "",
			       p->target != NULL ? p->target : "");
	else
		s = doctor_add(w->d, "configuration", DOCTOR_OK, "%s", buf_str(&w->files));
	if (p != NULL) {
		json_text(&s->details, "file", p->file);
		json_number(&s->details, "line", p->line);
		json_text(&s->details, "target", p->target);
		json_number(&s->details, "target_line", p->target_line);
		json_text(&s->details, "tenant", p->tenant);
	}
	put_files(w, s);
}

bool doctor_configuration(struct doctor *d, const struct profile *p, const struct err *why,
			  struct doctor_profiles *good)
{
	struct walk w = { .d = d, .p = p, .why = why, .good = good };
	struct config *config = NULL;
	struct err err = { 0 };
	int r;

	json_begin(&w.json, NULL, '[');
	r = config_read(&config, &err);
	if (config != NULL)
		(void)config_each_file(config, on_file, &w);
	if (r != 0) {
		cannot_read(&w, &err);
		goto out;
	}
	found(&w);
	if ((r = config_each(config, on_profile, &w, &err)) != 0) {
		err.code = r;
		doctor_fail(d, "configuration", &err);
	} else if (good->n + w.nrefused == 0) {
		/* Said better by what is missing. */
		buf_free(&d->steps[--d->n].details);
		nothing(&w, &err);
		r = err.code;
	} else if (why != NULL) {
		not_found(&w);
	} else if (good->n == 0) {
		err_set(&err, REASON_PROFILE_REFUSED,
			"every profile is refused, and so is every call");
		doctor_command(doctor_fail(d, "configuration", &err), "ccred profiles");
	}
	if (w.nrefused > REFUSED_SHOWN)
		doctor_command(doctor_add(d, "configuration", DOCTOR_WARNING,
					  "%zu more profiles are refused",
					  w.nrefused - REFUSED_SHOWN),
			       "ccred profiles");
out:
	config_free(&config);
	buf_free(&w.files);
	buf_free(&w.json);
	return r == 0;
}

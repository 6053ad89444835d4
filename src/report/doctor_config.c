/* What ccred doctor says of the configuration: its files, the profile, and those that are refused. */
#include "report/doctor.h"
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
};

static int on_file(const char *file, void *arg)
{
	struct walk *w = arg;

	buf_printf(&w->files, "%s%s", w->nfiles++ > 0 ? ", " : "", file);
	json_text(&w->json, NULL, file);
	return 0;
}

static int on_profile(const struct config_item *item, void *arg)
{
	struct walk *w = arg;
	struct err checked = { 0 };
	const struct err *why = item->error;
	char line[ERR_LINE_MAX];
	struct doctor_step *s;

	/* The next steps examine the named profile. */
	if (why == NULL && (w->p == NULL || strcmp(w->p->name, item->name) != 0) &&
	    bind_check_profile(*item->profile, &checked) != 0)
		why = &checked;
	if (why == NULL) {
		if (w->d->first_good == NULL)
			w->d->first_good = strdup(item->name);
		buf_printf(&w->d->good, "%s%s", w->d->ngood++ > 0 ? ", " : "", item->name);
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

static struct doctor_step *fail(const struct walk *w, const struct err *err, const char *command)
{
	struct doctor_step *s = doctor_error(w->d, "configuration", DOCTOR_FAILURE, err);

	if (s->command[0] == '\0' && command != NULL)
		doctor_command(s, "%s", command);
	return s;
}

static void found(struct walk *w)
{
	const struct profile *p = w->p;
	struct doctor_step *s;

	if (p != NULL)
		buf_printf(&w->files, ": profile %s at %s:%u%s%s", p->name, p->file, p->line,
			   p->target != NULL ? ", target " : "",
			   p->target != NULL ? p->target : "");
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

/* Reads the files and finds the profile. Returns 0, or the exit code if there is no profile. */
static int check_profiles(struct walk *w, const struct config *config)
{
	struct doctor *d = w->d;
	struct err err = { 0 };
	struct doctor_step *s;
	int r;

	found(w);
	if ((r = config_each(config, on_profile, w, &err)) != 0) {
		err.code = r;
		fail(w, &err, NULL);
	} else if (d->ngood + w->nrefused == 0) {
		/* Said better by what is missing. */
		buf_free(&d->steps[--d->n].details);
		s = fail(w, &err, NULL);
		doctor_command(s, "${EDITOR:-vi} ~/.config/ccred/config");
		put_files(w, s);
		r = err.code;
	} else if (w->why != NULL) {
		fail(w, w->why, "ccred profiles");
	} else if (d->ngood == 0) {
		doctor_command(doctor_fail(d, "configuration", REASON_PROFILE_REFUSED,
					   "every profile is refused, and so is every call"),
			       "ccred profiles");
	}
	if (w->nrefused > REFUSED_SHOWN)
		doctor_command(doctor_add(d, "configuration", DOCTOR_WARNING,
					  "%zu more profiles are refused",
					  w->nrefused - REFUSED_SHOWN),
			       "ccred profiles");
	return r;
}

bool doctor_configuration(struct doctor *d, const struct profile *p, const struct err *why)
{
	struct walk w = { .d = d, .p = p, .why = why };
	struct config *config = NULL;
	struct err err = { 0 };
	int r = config_read(&config, &err);

	json_begin(&w.json, NULL, '[');
	if (config != NULL)
		(void)config_each_file(config, on_file, &w);
	if (r != 0)
		put_files(&w, fail(&w, &err, r == EXIT_NOINPUT ? "unset CCRED_CONFIG" : NULL));
	else
		r = check_profiles(&w, config);
	config_free(&config);
	buf_free(&w.files);
	buf_free(&w.json);
	return r == 0;
}

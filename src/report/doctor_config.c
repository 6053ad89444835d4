/* What ccred doctor says of the configuration: its files, the profile, and those that are
 * refused. */
#include "report/doctor.h"

/* As many profiles that are refused as are shown. */
#define REFUSED_SHOWN 8

/* A walk over the files or the profiles of the configuration. */
struct config_walk {
	struct doctor *d;
	const struct profile *p; /* NULL: all */
	const struct err *why; /* that there is none; NULL: nobody wants one */
	struct buf files, json; /* their names; json is a list */
	size_t nfiles, nrefused;
};

static int on_file(const char *file, void *arg)
{
	struct config_walk *w = arg;

	buf_printf(&w->files, "%s%s", w->nfiles++ > 0 ? ", " : "", file);
	json_text(&w->json, NULL, file);
	return 0;
}

static int on_profile(const struct config_item *item, void *arg)
{
	struct config_walk *w = arg;
	struct doctor *d = w->d;
	struct err checked = { 0 };
	const struct err *why = item->error;
	char line[ERR_LINE_MAX];

	/* The next steps examine the named profile. */
	if (why == NULL && (w->p == NULL || strcmp(w->p->name, item->name) != 0) &&
	    bind_check_profile(*item->profile, &checked) != 0)
		why = &checked;
	if (why == NULL) {
		buf_printf(&d->good, "%s%s", d->ngood > 0 ? ", " : "", item->name);
		if (d->ngood++ > 0)
			return 0;
		d->needs_tenant = item->any_tenant;
		d->first_good = *item->profile;
		*item->profile = NULL;
		return 0;
	}
	/* The one that was asked for is said by itself. */
	bool asked = w->why != NULL && strcmp(w->why->reason, why->reason) == 0 &&
		     w->why->place.line == why->place.line &&
		     strcmp(w->why->place.file, why->place.file) == 0;
	if (w->nrefused++ >= REFUSED_SHOWN || asked)
		return 0;
	doctor_add(d, "configuration", DOCTOR_WARNING, "%s (profile %s is refused)",
		   err_line(why, line, sizeof(line)), item->name);
	if (!doctor_mend(d, why))
		doctor_edit(d, item->file, item->line);
	json_text(d->json, "refused", item->name);
	return 0;
}

/* command: NULL for none. */
static void fail(struct doctor *d, const struct err *err, const char *command)
{
	doctor_error(d, "configuration", DOCTOR_FAILURE, err);
	if (d->last->command[0] == '\0' && command != NULL)
		doctor_command(d, "%s", command);
}

/* Returns 0, or the exit code if there is no profile. */
static int check_profiles(struct config_walk *w)
{
	const struct profile *p = w->p;
	struct doctor *d = w->d;
	struct err err = { 0 };
	int r;

	if (p != NULL)
		buf_printf(&w->files, ": profile %s at %s:%u%s%s", p->name, p->file, p->line,
			   p->target != NULL ? ", target " : "",
			   p->target != NULL ? p->target : "");
	doctor_add(d, "configuration", DOCTOR_OK, "%s", buf_str(&w->files));
	if (p != NULL) {
		json_text(d->json, "file", p->file);
		json_number(d->json, "line", p->line);
		json_text(d->json, "target", p->target);
		json_number(d->json, "target_line", p->target_line);
		json_text(d->json, "tenant", p->tenant);
	}
	doctor_list(d, "files", &w->json);
	if ((r = config_each(d->config, on_profile, w, &err)) != 0) {
		err.code = r;
		fail(d, &err, NULL);
	} else if (d->ngood + w->nrefused == 0) {
		/* Said better by what is missing. */
		if (d->n > 0)
			buf_free(&d->steps[--d->n].details);
		fail(d, &err, NULL);
		doctor_list(d, "files", &w->json);
		r = err.code;
	} else if (w->why != NULL) {
		fail(d, w->why, "ccred profiles");
	} else if (d->ngood == 0) {
		doctor_fail(d, "configuration", REASON_PROFILE_REFUSED,
			    "every profile is refused, and so is every call");
		doctor_command(d, "ccred profiles");
	}
	if (w->nrefused > REFUSED_SHOWN) {
		doctor_add(d, "configuration", DOCTOR_WARNING, "%zu more profiles are refused",
			   w->nrefused - REFUSED_SHOWN);
		doctor_command(d, "ccred profiles");
	}
	return r;
}

bool doctor_configuration(struct doctor *d, const struct profile *p, const struct err *why)
{
	struct config_walk w = { .d = d, .p = p, .why = why };
	struct err err = { 0 };
	int r = config_read(&d->config, &err);

	if (d->config != NULL)
		(void)config_each_file(d->config, on_file, &w);
	if (r == 0) {
		r = check_profiles(&w);
	} else {
		fail(d, &err, r == EXIT_NOINPUT ? "unset CCRED_CONFIG" : NULL);
		doctor_list(d, "files", &w.json);
	}
	doctor_free(d, &w.files);
	doctor_free(d, &w.json);
	return r == 0;
}

/* ccred doctor and ccred explain: go the way to a token, or its part before the token request, step
 * by step. */
#include "base/output.h"
#include "report/doctor.h"

/* A token goes to its target alone: the URL must be this profile's. */
static int check_url(const struct profile *p, const char *url, struct err *err)
{
	struct config_query query = { .name = p->name, .tenant = p->tenant, .url = url };
	struct profile *same = NULL;
	enum config_match match;
	int r = config_find(&query, &match, &same, err);

	profile_free(&same);
	if (r == 0 && match != CONFIG_FOUND)
		r = err->code = EXIT_CONFIG;
	if (r != 0)
		err_prefix(err, "--url");
	return r;
}

static void examine_profile(struct doctor *d, struct report *r)
{
	bool explain = r->request->command == REPORT_EXPLAIN;

	if (!explain) {
		doctor_permissions(d, r->a.bound);
		doctor_cache(d, r->a.profile);
	}
	report_run(r);
	if (explain)
		doctor_cached(d, r);
	doctor_network(d, r);
	doctor_stack(d, r);
	doctor_auth(d, r);
	if (explain) {
		doctor_request(d, r);
	} else {
		doctor_token(d, r);
		doctor_token_file(d, r);
		doctor_api(d, r);
	}
}

/* No profile was named, and ccred found none that is the only one. */
static void examine_all(struct doctor *d)
{
	if (!doctor_configuration(d, NULL, NULL))
		return;
	doctor_permissions(d, NULL);
	/* The place of the cache is the same for all tenants. */
	doctor_cache(d, d->first_good);
	/* With several profiles, each needs its own run. */
	if (d->first_good != NULL) {
		doctor_add(d, "profiles", DOCTOR_SKIPPED,
			   "%s: each has sources and servers of its own; name one",
			   buf_str(&d->good));
		doctor_command(d, "ccred doctor %s%s", d->first_good->name,
			       d->needs_tenant ? " --tenant NAME" : "");
	}
}

/* There is no such profile, or it is refused: what can be seen without it. */
static void examine_without(struct doctor *d, const struct err *why)
{
	static const char *const steps[] = { "dns",   "tls",  "discovery", "clock",
					     "stack", "auth", "token",     "api" };

	if (doctor_configuration(d, NULL, why)) {
		doctor_permissions(d, NULL);
		doctor_cache(d, NULL);
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		doctor_add(d, steps[i], DOCTOR_SKIPPED, "there is no profile to look at");
}

static int examine_one(struct doctor *d, const struct report_request *request,
		       struct report_output *out, struct err *err)
{
	const char *url = request->acquire.url;
	struct report report;
	int r = report_start(&report, request, out, err);

	if (r == 0) {
		d->profile = out->about;
		/* The files may have gone since. */
		if ((url == NULL || (r = check_url(report.a.profile, url, err)) == 0) &&
		    doctor_configuration(d, report.a.profile, NULL))
			examine_profile(d, &report);
	} else if (report.a.profile == NULL && r != EXIT_USAGE &&
		   request->command == REPORT_DOCTOR) {
		/* Without a profile there is nothing to explain. */
		examine_without(d, err);
		r = 0;
	}
	d->failed |= report.failed;
	report_clear(&report);
	return r;
}

int run_doctor(const struct report_request *request, struct report_output *out, struct err *err)
{
	struct doctor d = { 0 };
	int r = 0;

	if (request->acquire.profile != NULL)
		r = examine_one(&d, request, out, err);
	else
		examine_all(&d);
	if (r == 0 && (d.failed || buf_error(&d.good)))
		r = err_nomem(err);
	if (r == 0 && request->json)
		doctor_json(&d, &out->text);
	else if (r == 0)
		doctor_text(&d, output_colour(), output_width(), &out->text);
	out->code = d.code;
	doctor_clear(&d);
	return r;
}

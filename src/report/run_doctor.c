/* ccred doctor and ccred explain: go the way to a token, or its part before the token request, step by step. */
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

/* Takes over the profile. */
static int examine_profile(struct doctor *d, const struct report_request *request,
			   struct profile **profile, struct err *err)
{
	bool explain = request->command == REPORT_EXPLAIN;
	struct report report;
	int r;

	if ((r = report_start(&report, request, profile, err)) == 0) {
		if (!explain) {
			doctor_permissions(d, report.a.bound);
			doctor_cache(d, report.a.profile);
		}
		report_run(&report);
		if (explain)
			doctor_cached(d, &report);
		doctor_network(d, &report);
		doctor_stack(d, &report);
		if (explain) {
			doctor_request(d, &report);
		} else {
			doctor_token(d, &report);
			doctor_api(d, &report);
		}
	}
	report_clear(&report);
	return r;
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
	static const char *const steps[] = { "dns",   "tls",   "discovery", "clock",
					     "stack", "token", "api" };

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
	const struct acquire_request *rq = &request->acquire;
	struct profile *p = NULL;
	int r = config_find_word(rq->profile, rq->tenant, &p, err);

	/* Without a profile there is nothing to explain. */
	if (r == EXIT_USAGE || (r != 0 && request->command == REPORT_EXPLAIN))
		return r;
	if (r != 0) {
		examine_without(d, err);
		return 0;
	}
	snprintf(out->about, sizeof(out->about), "%s", p->name);
	d->profile = out->about;
	/* The files may have gone since. */
	if ((rq->url == NULL || (r = check_url(p, rq->url, err)) == 0) &&
	    doctor_configuration(d, p, NULL))
		r = examine_profile(d, request, &p, err);
	profile_free(&p);
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
	if (r == 0 && d.failed)
		r = err_nomem(err);
	if (r == 0 && request->json)
		doctor_json(&d, &out->text);
	else if (r == 0)
		doctor_text(&d, output_colour(), &out->text);
	out->code = d.code;
	doctor_clear(&d);
	return r;
}

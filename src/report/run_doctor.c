/* ccred doctor and ccred explain: go the way to a token, or its part before the token request, step by step. */
#include "base/banned.h"
#include "report/run.h"
#include "base/output.h"
#include "config/config.h"
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
	struct report report;
	int r;
	bool explain = request->command == REPORT_EXPLAIN;

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

/* Where there are several profiles, each needs a run of its own. */
static void name_profiles(struct doctor *d, const struct doctor_profiles *good, bool needs_tenant)
{
	if (good->n == 0)
		return;
	doctor_command(doctor_add(d, "profiles", DOCTOR_SKIPPED,
				  "%s: each has sources and servers of its own; name one",
				  buf_str(&good->names)),
		       "ccred doctor %s%s", good->first, needs_tenant ? " --tenant NAME" : "");
}

/* The place of the cache is the same for all tenants. */
static int find_any(const char *name, struct profile **ret_profile, bool *ret_needs_tenant,
		    struct err *err)
{
	struct config_query query = { .name = name };
	enum config_match match;
	int r = config_find(&query, &match, ret_profile, err);

	*ret_needs_tenant = r == EXIT_USAGE;
	if (r == EXIT_USAGE) {
		query.tenant = CONFIG_ANY_TENANT;
		r = config_find(&query, &match, ret_profile, err);
	}
	return r;
}

/* No profile was named, and ccred found none that is the only one. */
static int examine_all(struct doctor *d, struct err *err)
{
	struct doctor_profiles good = { 0 };
	struct profile *p = NULL;
	bool needs_tenant = false;
	int r = 0;

	if (doctor_configuration(d, NULL, NULL, &good) &&
	    (good.first == NULL || (r = find_any(good.first, &p, &needs_tenant, err)) == 0)) {
		doctor_permissions(d, NULL);
		doctor_cache(d, p);
		name_profiles(d, &good, needs_tenant);
	}
	profile_free(&p);
	free(good.first);
	buf_free(&good.names);
	return r;
}

/* There is no such profile, or it is refused: what can be seen without it. */
static void examine_without(struct doctor *d, const struct err *why)
{
	static const char *const steps[] = { "dns",   "tls",   "discovery", "clock",
					     "stack", "token", "api" };
	struct doctor_profiles good = { 0 };

	if (doctor_configuration(d, NULL, why, &good)) {
		doctor_permissions(d, NULL);
		doctor_cache(d, NULL);
	}
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		doctor_add(d, steps[i], DOCTOR_SKIPPED, "there is no profile to look at");
	free(good.first);
	buf_free(&good.names);
}

static int examine_one(struct doctor *d, const struct report_request *request,
		       char about[REPORT_ABOUT], struct err *err)
{
	struct doctor_profiles good = { 0 };
	struct profile *p = NULL;
	int r = config_find_word(request->word, request->tenant, &p, err);

	/* Without a profile there is nothing to explain. */
	if (r == EXIT_USAGE || (r != 0 && request->command == REPORT_EXPLAIN))
		return r;
	if (r != 0) {
		examine_without(d, err);
		return 0;
	}
	snprintf(about, REPORT_ABOUT, "%s", p->name);
	d->profile = about;
	if (request->url != NULL && (r = check_url(p, request->url, err)) != 0)
		goto out;
	/* The files may have gone since. */
	if (doctor_configuration(d, p, NULL, &good))
		r = examine_profile(d, request, &p, err);
out:
	free(good.first);
	buf_free(&good.names);
	profile_free(&p);
	return r;
}

int run_doctor(const struct report_request *request, char about[REPORT_ABOUT], struct buf *out,
	       int *ret_code, struct err *err)
{
	struct doctor d = { 0 };
	int r = request->word != NULL ? examine_one(&d, request, about, err) : examine_all(&d, err);

	if (r == 0 && d.failed)
		r = err_nomem(err);
	if (r == 0 && request->json)
		doctor_json(&d, out);
	else if (r == 0)
		doctor_text(&d, output_colour(), out);
	*ret_code = d.code;
	doctor_clear(&d);
	return r;
}

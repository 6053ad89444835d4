/* A service without a profile, by options or by the environment; and what options lay over a
 * profile. */
#pragma once

#include "base/secret.h"
#include "base/variable.h"
#include "cli/args.h"
#include "config/profile.h"

/* The variable that has the secret itself; of --secret-stdin, too, in the place of the
 * environment's. */
#define AD_HOC_SECRET "CCRED_CLIENT_SECRET"

/* Of the command line, or of the environment. Set up with { 0 }. */
struct ad_hoc {
	struct overlay overlay;
	/* What --secret-stdin has read; NULL: nothing. secret is that as a variable. */
	struct secret *read;
	struct variable secret;
	/* Why it is not whole, as a profile needs it: it names what is missing. Code 0: it is. */
	struct err lack;
	/* It comes from the environment. */
	bool environment;
};

/*
 * Reads what the command line gives: for its profile, or in place of one. If it gives neither, the
 * environment is read. Returns 0; EXIT_USAGE if there is nothing, or if options do not go together;
 * EXIT_DENIED under AT_SECURE, where whoever starts ccred may do less than it; or an error of stdin
 * or of memory. The caller clears it in any case.
 */
int ad_hoc_read(const struct args *args, struct ad_hoc *ad_hoc, struct err *err);
void ad_hoc_clear(struct ad_hoc *ad_hoc);

/* EXIT_USAGE: the command line names no profile, and nothing stands in its place. */
int ad_hoc_nothing(const struct args *args, struct err *err);

/* Warns that the environment is not used, and why. */
void ad_hoc_ignored(const char *why);

/*
 * Rows of options. help is a function of the text: AD_HOC_HELP where they are explained,
 * AD_HOC_SHORT where the help of ccred token does it, which AD_HOC_ABOUT says.
 */
#define AD_HOC_HELP(text) text
#define AD_HOC_SHORT(text) NULL
#define AD_HOC_ABOUT \
	"Without a profile it takes options as ccred token does, or variables: ccred(1).\n"
#define OPTIONS_AD_HOC(help) \
	{ "--issuer", "URL", help("no profile: of this issuer"), .ad_hoc = true }, \
		{ "--token-endpoint", "URL", help("or of this token endpoint"), .ad_hoc = true }, \
		{ "--client-id", "ID", help("for this client"), .ad_hoc = true }, \
		{ "--secret-env", "NAME", help("its secret is in this environment variable"), \
		  .ad_hoc = true }, \
		{ "--secret-file", "FILE", help("or in this file"), .ad_hoc = true }, \
		{ "--secret-stdin", NULL, help("or on stdin"), .ad_hoc = true }, \
		{ "--client-auth", "METHOD", help("auto, basic or post"), .ad_hoc = true }, \
		{ "--ca-file", "FILE", help("trust these authorities alone"), .ad_hoc = true }, \
		{ "--resource", "URI", help("ask for a token for these, blanks between them"), \
		  .ad_hoc = true }, \
		{ "--audience", "TEXT", help("the same; also in place of a profile's audience"), \
		  .once = true }, \
	{ \
		"--scope", "SCOPE", help("with this scope; also in place of a profile's scope"), \
			.once = true \
	}

/* What each key does to a profile in the making. */
#ifndef CCRED_CONFIG_SETTINGS_H
#define CCRED_CONFIG_SETTINGS_H

#include "config/resolve.h"

/* Checks the values of a line and puts them into r->profile. Returns 0, EXIT_CONFIG or EXIT_OS. */
int setting_apply(struct resolve *r, const struct key_line *line, struct err *err);

/* The functions of the table that lie in files of their own: settings_url.c and settings_request.c. */
int setting_target(struct resolve *r, const struct key_line *line, struct err *err);
int setting_issuer(struct resolve *r, const struct key_line *line, struct err *err);
int setting_token_endpoint(struct resolve *r, const struct key_line *line, struct err *err);
int setting_discovery(struct resolve *r, const struct key_line *line, struct err *err);
int setting_allow_origin(struct resolve *r, const struct key_line *line, struct err *err);
int setting_client_id(struct resolve *r, const struct key_line *line, struct err *err);
int setting_audience(struct resolve *r, const struct key_line *line, struct err *err);
int setting_resource(struct resolve *r, const struct key_line *line, struct err *err);
int setting_scope(struct resolve *r, const struct key_line *line, struct err *err);
int setting_param(struct resolve *r, const struct key_line *line, struct err *err);

#endif

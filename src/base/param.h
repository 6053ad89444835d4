/* A field of the token request that the configuration adds. */
#pragma once

struct param {
	char *name;
	char *value;
};

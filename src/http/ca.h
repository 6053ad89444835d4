/* Who vouches for the servers. */
#ifndef CCRED_HTTP_CA_H
#define CCRED_HTTP_CA_H

/*
 * The file of authorities: the profile's (NULL: none), else what curl(1) takes from the environment;
 * and where that is said. NULL: the system's.
 */
const char *ca_bundle(const char *ca_file, const char **ret_from);

#endif

/* Where the parts of an installed ccred lie: the one place that the build's directories reach. */
#include "base/paths.h"

const char *const path_acquire = CCRED_LIBEXECDIR "/ccred-acquire";
const char *const path_report = CCRED_LIBEXECDIR "/ccred-report";
const char *const path_source = CCRED_LIBEXECDIR "/ccred-source";
const char *const path_plugins = CCRED_PLUGINDIR;
const char *const path_sysconf = CCRED_SYSCONFDIR;
const char *const path_presets = CCRED_DATADIR "/presets";

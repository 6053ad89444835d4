/* The person in front of ccred: is warned on stderr, and asked at the terminal. */
#pragma once

#include "client/client.h"

/* For commands that ask nobody. */
struct client person_warned(void);

/* The same; plugins may ask at the terminal as well, if there is one. */
struct client person_asked(void);

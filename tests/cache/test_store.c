/* The promises of store.h, which every store keeps. */
#include "lib/unit.h"
#include "fixture.h"

static const char a[] = "00112233445566778899aabbccddeeff",
		  b[] = "00112233445566778899aabbccddeef0";

static void put(enum store_kind kind, const char *name, const void *data, size_t len)
{
	ck_assert_int_eq(put_value(kind, name, data, len, NULL), 0);
}

static void holds(enum store_kind kind, const char *name, const void *data, size_t len)
{
	struct buf value = BUF_SECRET(STORE_VALUE_MAX);

	ck_assert_int_eq(cache->ops->get(cache, kind, name, &value), STORE_FOUND);
	ck_assert_uint_eq(value.len, len);
	if (len > 0)
		ck_assert_mem_eq(value.data, data, len);
	buf_free(&value);
}

static void lacks(enum store_kind kind, const char *name)
{
	struct buf value = BUF_INIT;

	ck_assert_int_eq(cache->ops->get(cache, kind, name, &value), STORE_NONE);
	ck_assert_uint_eq(value.len, 0);
	buf_free(&value);
}

START_TEST(values)
{
	static char large[STORE_VALUE_MAX + 1];
	struct err err = { 0 };

	lacks(STORE_TOKEN, a);
	put(STORE_TOKEN, a, "x\0y", 3);
	holds(STORE_TOKEN, a, "x\0y", 3);
	/* Another name, and another kind, is another value. */
	lacks(STORE_TOKEN, b);
	lacks(STORE_STATE, a);
	lacks(STORE_DOCUMENT, a);
	put(STORE_STATE, a, "state", 5);
	put(STORE_DOCUMENT, a, "document", 8);
	put(STORE_TOKEN, b, "b", 1);
	put(STORE_TOKEN, a, "longer than before", 18);
	holds(STORE_TOKEN, a, "longer than before", 18);
	put(STORE_TOKEN, a, "", 0);
	holds(STORE_TOKEN, a, "", 0);
	holds(STORE_STATE, a, "state", 5);
	holds(STORE_DOCUMENT, a, "document", 8);
	holds(STORE_TOKEN, b, "b", 1);
	/* As much as there may be, and too much, which leaves what was there. */
	put(STORE_TOKEN, a, large, sizeof(large) / 2);
	holds(STORE_TOKEN, a, large, sizeof(large) / 2);
	ck_assert_int_eq(put_value(STORE_TOKEN, a, large, sizeof(large), &err), EXIT_OS);
	ck_assert_int_eq(err.code, EXIT_OS);
	holds(STORE_TOKEN, a, large, sizeof(large) / 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(cache->ops->drop(cache, STORE_TOKEN, a, NULL), 0);
		lacks(STORE_TOKEN, a);
	}
	holds(STORE_STATE, a, "state", 5);
	holds(STORE_TOKEN, b, "b", 1);
	only_known_files();
}
END_TEST

/* What a change is told, and what it answers. */
struct change {
	const char *before, *after;
	enum store_change answer;
};

static enum store_change change(struct buf *value, void *arg)
{
	const struct change *c = arg;

	ck_assert_str_eq(buf_str(value), c->before);
	buf_reset(value);
	buf_puts(value, c->after);
	return c->answer;
}

static void changed(const char *before, const char *after, enum store_change answer)
{
	struct change c = { before, after, answer };

	ck_assert_int_eq(cache->ops->update(cache, STORE_STATE, a, 60, change, &c, NULL), 0);
}

START_TEST(updates)
{
	changed("", "nothing", STORE_LEAVE);
	lacks(STORE_STATE, a);
	changed("", "nothing", STORE_DROP);
	changed("", "one", STORE_PUT);
	holds(STORE_STATE, a, "one", 3);
	changed("one", "two", STORE_LEAVE);
	changed("one", "three", STORE_PUT);
	changed("three", "", STORE_PUT);
	holds(STORE_STATE, a, "", 0);
	changed("", "four", STORE_PUT);
	changed("four", "", STORE_DROP);
	lacks(STORE_STATE, a);
	only_known_files();
}
END_TEST

/* What a walk has shown, and when it ends. */
struct walk {
	struct buf seen;
	bool drops;
	int end;
};

static int show(const char *name, const struct buf *value, void *arg)
{
	struct walk *w = arg;

	buf_printf(&w->seen, "%c%s ", name[31], buf_str(value));
	if (w->drops) {
		ck_assert_int_eq(cache->ops->drop(cache, STORE_TOKEN, a, NULL), 0);
		ck_assert_int_eq(cache->ops->drop(cache, STORE_TOKEN, b, NULL), 0);
		ck_assert_uint_gt(value->len, 0);
	}
	return w->end;
}

static int walk(enum store_kind kind, bool drops, int end, char out[64])
{
	struct walk w = { .seen = BUF_INIT, .drops = drops, .end = end };
	int r = cache->ops->each(cache, kind, show, &w, NULL);

	snprintf(out, 64, "%s", buf_str(&w.seen));
	buf_free(&w.seen);
	return r;
}

START_TEST(walks)
{
	char seen[64];

	ck_assert_int_eq(walk(STORE_TOKEN, false, 0, seen), 0);
	ck_assert_str_eq(seen, "");
	put(STORE_TOKEN, a, "1", 1);
	put(STORE_STATE, a, "2", 1);
	ck_assert_int_eq(walk(STORE_TOKEN, false, 0, seen), 0);
	ck_assert_str_eq(seen, "f1 ");
	ck_assert_int_eq(walk(STORE_STATE, false, 7, seen), 7);
	ck_assert_str_eq(seen, "f2 ");
	put(STORE_TOKEN, b, "3", 1);
	ck_assert_int_eq(walk(STORE_TOKEN, false, 0, seen), 0);
	ck_assert(strcmp(seen, "f1 03 ") == 0 || strcmp(seen, "03 f1 ") == 0);
	ck_assert_int_eq(walk(STORE_TOKEN, false, 7, seen), 7);
	ck_assert_uint_eq(strlen(seen), 3);
	/* It may drop whatever it wants. */
	ck_assert_int_eq(walk(STORE_TOKEN, true, 0, seen), 0);
	ck_assert_uint_eq(count(STORE_TOKEN), 0);
	ck_assert_uint_eq(count(STORE_STATE), 1);
}
END_TEST

START_TEST(leases)
{
	struct cache_lease *first = NULL, *second = NULL;
	struct err err = { 0 };

	ck_assert_int_eq(cache->ops->lease(cache, a, &first, NULL), 0);
	ck_assert_int_eq(cache->ops->lease(cache, a, &second, &err), EXIT_TEMPFAIL);
	ck_assert_str_eq(err.reason, "lease_held");
	ck_assert_ptr_null(second);
	ck_assert_int_eq(cache->ops->lease(cache, b, &second, NULL), 0);
	/* Only a directory has a descriptor for ccred-acquire. */
	ck_assert_int_eq(cache_lease_fd(first) >= 0, dir[0] != '\0');
	cache_lease_release(&first);
	ck_assert_ptr_null(first);
	ck_assert_int_eq(cache->ops->lease(cache, a, &first, NULL), 0);
	cache_lease_release(&first);
	cache_lease_release(&first);
	cache_lease_release(&second);
	only_known_files();
}
END_TEST

/* A note, and the page that it was put into. */
struct noted {
	unsigned number;
	char text;
	struct store_page seen;
};

static unsigned put_note(struct store_page *page, void *arg)
{
	struct noted *n = arg;

	n->seen = *page;
	if (n->number < STORE_PAGE_NOTES)
		memset(page->notes[n->number], n->text, STORE_NOTE_SIZE);
	return n->number;
}

/* What lies in a page, by the first bytes of its notes: "-": none. */
static const char *page_of(const char *name, unsigned number)
{
	static char text[STORE_PAGE_NOTES + 1];
	struct noted n = { .number = STORE_PAGE_NOTES };

	cache->ops->note(cache, name, number, put_note, &n);
	for (unsigned i = 0; i < STORE_PAGE_NOTES; i++) {
		text[i] = n.seen.notes[i][0] != 0 ? (char)n.seen.notes[i][0] : '-';
		for (size_t k = 1; k < STORE_NOTE_SIZE; k++)
			ck_assert_int_eq(n.seen.notes[i][k], n.seen.notes[i][0]);
	}
	return text;
}

START_TEST(notes)
{
	struct noted last = { .number = STORE_PAGE_NOTES - 1, .text = 'x' };
	struct noted first = { .number = 0, .text = 'y' };

	ck_assert_str_eq(page_of(a, 0), "----");
	cache->ops->note(cache, a, STORE_PAGES - 1, put_note, &last);
	ck_assert_str_eq(page_of(a, STORE_PAGES - 1), "---x");
	cache->ops->note(cache, a, STORE_PAGES - 1, put_note, &first);
	ck_assert_str_eq(page_of(a, STORE_PAGES - 1), "y--x");
	last.text = 'z';
	cache->ops->note(cache, a, STORE_PAGES - 1, put_note, &last);
	ck_assert_str_eq(page_of(a, STORE_PAGES - 1), "y--z");
	ck_assert_str_eq(page_of(a, STORE_PAGES - 2), "----");
	ck_assert_str_eq(page_of(b, STORE_PAGES - 1), "----");
	only_known_files();
	ck_assert_int_eq(cache->ops->drop(cache, STORE_NOTES, a, NULL), 0);
	ck_assert_str_eq(page_of(a, STORE_PAGES - 1), "----");
}
END_TEST

static void add(TCase *t)
{
	tcase_add_test(t, values);
	tcase_add_test(t, updates);
	tcase_add_test(t, walks);
	tcase_add_test(t, leases);
	tcase_add_test(t, notes);
}

int main(void)
{
	Suite *s = suite_create("store");

	over_both(s, fixture_directory, fixture_memory, add);
	return unit_main(s);
}

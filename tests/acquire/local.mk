ACQUIRE_TESTS = \
	tests/acquire/memory.sh
TESTS += $(ACQUIRE_TESTS)
EXTRA_DIST += $(ACQUIRE_TESTS) tests/acquire/memory.py

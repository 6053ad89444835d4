HOUSE_TESTS = \
	tests/house/elf.sh \
	tests/house/examples.sh \
	tests/house/layers.sh \
	tests/house/names.sh \
	tests/house/promises.sh \
	tests/house/safety.sh \
	tests/house/tour.sh \
	tests/house/units.sh
TESTS += $(HOUSE_TESTS)
EXTRA_DIST += $(HOUSE_TESTS) tests/house/includes.py tests/house/reasons.py

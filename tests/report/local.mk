REPORT_TESTS = \
	tests/report/doctor.sh \
	tests/report/doctor_local.sh \
	tests/report/explain.sh \
	tests/report/fixes.sh \
	tests/report/hand_over.sh \
	tests/report/inspect.sh
TESTS += $(REPORT_TESTS)
EXTRA_DIST += $(REPORT_TESTS) \
	tests/report/doctor-lib.sh

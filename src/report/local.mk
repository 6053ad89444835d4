# ccred-report: all but paths.o lies in the library, so that the tests link the same objects.
noinst_LIBRARIES += src/report/libreport.a
src_report_libreport_a_SOURCES = \
	src/report/doctor.c \
	src/report/doctor.h \
	src/report/doctor_auth.c \
	src/report/doctor_cached.c \
	src/report/doctor_config.c \
	src/report/doctor_local.c \
	src/report/doctor_network.c \
	src/report/doctor_stack.c \
	src/report/doctor_token.c \
	src/report/inspect.c \
	src/report/main.c \
	src/report/report.c \
	src/report/report.h \
	src/report/report_token.c \
	src/report/run_doctor.c

helpers_PROGRAMS += src/report/ccred-report
src_report_ccred_report_SOURCES = src/base/paths.c src/base/wipe_free.c
src_report_ccred_report_CPPFLAGS = $(PATHS_CPPFLAGS)
src_report_ccred_report_LDADD = src/report/libreport.a $(ACQUIRE_LIBS)

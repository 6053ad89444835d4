# What ccred-acquire finds out, and what ccred says of it.
noinst_LIBRARIES += src/report/libinquiry.a
src_report_libinquiry_a_SOURCES = \
	src/report/acquire_doctor.c \
	src/report/acquire_explain.c \
	src/report/acquire_explain.h \
	src/report/diagnose_api.c \
	src/report/diagnose_api.h

noinst_LIBRARIES += src/report/libreport.a
src_report_libreport_a_SOURCES = \
	src/report/doctor.c \
	src/report/doctor.h \
	src/report/doctor_config.c \
	src/report/doctor_local.c \
	src/report/doctor_network.c \
	src/report/doctor_stack.c \
	src/report/doctor_token.c \
	src/report/doctor_way.c \
	src/report/doctor_way.h \
	src/report/inspection.c \
	src/report/inspection.h \
	src/report/inspection_text.c \
	src/report/report.c \
	src/report/report.h \
	src/report/report_json.c \
	src/report/report_text.c \
	src/report/run.h \
	src/report/run_doctor.c \
	src/report/run_explain.c \
	src/report/run_inspect.c

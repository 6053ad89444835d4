CLIENTS_TESTS = \
	tests/helpers/clients/mail.sh \
	tests/helpers/clients/page.sh \
	tests/helpers/clients/pip.sh \
	tests/helpers/clients/web.sh
TESTS += $(CLIENTS_TESTS)
# These run where tests/helpers/clients/fetch.sh has been, which .ci/run does.
FETCHED_TESTS = \
	tests/helpers/clients/fetched/cargo.sh \
	tests/helpers/clients/fetched/codex.sh \
	tests/helpers/clients/fetched/go.sh \
	tests/helpers/clients/fetched/kubectl.sh \
	tests/helpers/clients/fetched/pnpm.sh \
	tests/helpers/clients/fetched/prometheus.sh \
	tests/helpers/clients/fetched/rclone.sh \
	tests/helpers/clients/fetched/skopeo.sh
EXTRA_DIST += $(CLIENTS_TESTS) $(FETCHED_TESTS) \
	tests/helpers/clients/fetch.sh \
	tests/helpers/clients/lib.sh \
	tests/helpers/clients/mail.py \
	tests/helpers/clients/server.py

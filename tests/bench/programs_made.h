/* Shell programs in place of the server and the client: a server that runs until it is told to end,
 * and a client that reports two users of an event stream, measured for 2 s. */
#ifndef TESTS_BENCH_PROGRAMS_MADE_H
#define TESTS_BENCH_PROGRAMS_MADE_H

static const char made_server[] =
    "[ \"$1\" = --version ] && echo 'made server 1' && exit 0\n"
    "trap 'echo \"{\\\"published\\\":12,\\\"publish_lag_ns\\\":{\\\"count\\\":12,\\\"p99\\\":5},"
    "\\\"counters\\\":{\\\"messages_handed_out\\\":24}}\"; exit 0' TERM\n"
    "echo '{\"ready\":true,\"host\":\"127.0.0.1\",\"port\":4711,\"pid\":1}'\n"
    "while :; do sleep 0.02; done\n";

static const char made_client[] =
    "[ \"$1\" = --version ] && echo 'made client 1' && exit 0\n"
    "for word in \"$@\"; do case $word in --connect=http://127.0.0.1:4711) found=1;; esac; done\n"
    "[ \"$found\" ] || exit 3\n"
    "echo 'phase measure at_ns=1000000000' >&2\n"
    "sleep 0.15\n"
    "echo 'phase drain at_ns=3000000000' >&2\n"
    "cat <<END\n"
    "{\"schema\":1,\"transport\":\"sse\",\"clients\":2,\"outcome\":\"done\",\"error\":null,\n"
    " \"window\":{\"start_ns\":1000000000,\"end_ns\":3000000000,"
    "\"counted_start_ns\":995000000,\"counted_end_ns\":2995000000},"
    "\"counted\":{\"received\":20,\"polls_answered\":40},\"published\":10,\n"
    " \"published_seen\":10,\"expected\":20,\"delivered\":20,\"lost\":0,\"duplicated\":0,\n"
    " \"reordered\":0,\"corrupted\":0,\n"
    " \"latency_ns\":{\"count\":2,\"min\":1000,\"mean\":1500,\"p50\":1000,\"p90\":2000,\"p99\":"
    "2000,"
    "\"p99_9\":2000,\"p99_99\":2000,\"max\":2000},\n"
    " \"latency_histogram\":\"1000,2000,3000,0;1000:1,2000:1\",\n"
    " \"requests\":{\"total\":40,\"empty\":20,\"failed\":0},\n"
    " \"connections\":{\"opened\":2,\"failed\":0,\"reopened\":0,\"closed\":2},\n"
    " \"bytes\":{\"payload\":2480,\"protocol_up\":0,\"protocol_down\":280,\"tcp_up\":0,"
    "\"tcp_down\":2760,\"wire_up\":1040,\"wire_down\":3800},\n"
    " \"segments\":{\"up\":3,\"down\":4,\"retransmitted\":0},\"whole\":{\"delivered\":24},\n"
    " \"client\":{\"cpu_s\":0.1,\"cpu_share\":0.05,\"loop_lag_ns\":{\"count\":9,\"p99\":7}}}\n"
    "END\n";

#endif

/* Makes the parts of the program, and releases them in the opposite order. */
#include "clients/run/client.h"

#include <stdlib.h>
#include <sys/random.h>

#include "clients/foreign/foreign_calls.h"
#include "clients/foreign/foreign_transport.h"
#include "clients/foreign/transcript.h"
#include "clients/transports/transports.h"
#include "clients/transports/websocket_library.h"
#include "common/base/traits.h"
#include "common/load/trace.h"

static enum status client_http_create(struct client *client, struct error *error) {
  const struct client_options *options = client->options;
  const struct http_settings settings = {
      .library = (enum client_library)options->client_library,
      .network = client->crowd.network,
      .connections = client->description
                         ? PROTOCOL_LANES * client->crowd.deal.count
                         : client->crowd.deal.count + writers_connections(&client->crowd),
      .http2 = options->http_version == HTTP_2,
      .streams_per_connection = (size_t)options->streams_per_connection,
      .hpack_table_bytes = (size_t)options->hpack_table_bytes,
      .hpack_indexing = options->hpack_indexing,
      .keep_alive = options->keep_alive || transport_traits[options->transport].streams,
      .foreign = client->description != NULL,
      .style = client->crowd.style,
      .counters = &client->record.counters,
      .life = &client->life,
      .series = &client->record.series,
      .compression =
          options->compression || headers_request_has(&client->crowd.style, "Accept-Encoding"),
      .compressed = &client->record.compressed,
  };
  return http_create(&settings, &client->crowd.http, error);
}

/* Conversations with other servers may need both. */
static enum status client_foreign_create(struct client *client, struct error *error) {
  enum status status = client_http_create(client, error);
  client->websocket_library = websocket_library_of(CLIENT_LIBRARY_RAW);
  return status == STATUS_OK ? foreign_websockets_create(&client->crowd, error) : status;
}

static enum status client_websockets_create(struct client *client, struct error *error) {
  if (client->options->http_version == HTTP_2) { /* they are its streams */
    enum status status = client_http_create(client, error);
    if (status != STATUS_OK)
      return status;
  }
  client->websocket_library =
      websocket_library_of((enum client_library)client->options->client_library);
  return client->websocket_library->create(&client->crowd, &client->crowd.websockets, error);
}

static void client_crowd_begin(struct client *client) {
  const struct client_options *options = client->options;
  client->crowd = (struct crowd){
      .options = options,
      .workload = &client->workload,
      .transport = client->description ? &foreign_transport : transport_chosen(options),
      .foreign = client->description ? &client->foreign : NULL,
      /* the headers for other servers are those of the description */
      .style = {.headers = client->description ? REQUEST_HEADERS_MINIMAL
                                               : (enum request_headers)options->request_headers,
                .transport = (enum transport_kind)options->transport,
                .authority = client->target.authority,
                .tls = client->target.tls,
                .cookie_bytes = (size_t)options->cookie_bytes},
      .network = {.target = &client->target,
                  .sockets = &client->sockets,
                  .nodelay = options->client_tcp_nodelay,
                  .receive_buffer_bytes = (int)options->receive_buffer_bytes,
                  .connect_timeout_ms = options->connect_timeout_ms,
                  .stamped = options->receive_stamps,
                  .queueing = &client->queueing},
      .record = &client->record,
      .life = &client->life,
  };
}

static enum status client_carriers_create(struct client *client, struct error *error) {
  enum status status = STATUS_OK;
  if (client->target.tls)
    status = tls_create(client->options->tls_ca, client->options->tls_resume,
                        &client->record.counters, &client->tls, error);
  if (client->tls && client->options->http_version == HTTP_2)
    tls_offer_http2(client->tls);
  client->crowd.network.tls = client->tls;
  if (client->description)
    return status == STATUS_OK ? client_foreign_create(client, error) : status;
  if (status == STATUS_OK)
    status = writers_create(&client->crowd, &client->crowd.writers, error);
  if (status == STATUS_OK)
    status = heartbeat_create(&client->crowd, &client->crowd.heartbeat, error);
  if (status == STATUS_OK)
    status = client->crowd.transport->http ? client_http_create(client, error)
                                           : client_websockets_create(client, error);
  return status;
}

static enum status client_records_create(struct client *client, size_t channels,
                                         struct error *error) {
  enum status status = record_init(&client->record, channels, error);
  client->record.payload_kind = (enum payload_kind)client->options->payload_kind;
  if (status == STATUS_OK && client->options->journal[0])
    status = receipts_create(client->options->journal, &client->record.journal, error);
  if (status == STATUS_OK)
    status = life_init(&client->life, error);
  if (status == STATUS_OK)
    status = queueing_init(&client->queueing, &client->record, error);
  if (status == STATUS_OK)
    status = client_faults_init(&client->faults, &client->crowd, error);
  return status;
}

static enum status client_calls_create(struct client *client, struct error *error) {
  const struct client_options *options = client->options;
  if (client->description)
    return foreign_calls_create(client->loop, client->publisher, client->published, &client->record,
                                options->connect_timeout_ms, &client->calls, error);
  return server_calls_create(client->loop, &client->control, options,
                             (size_t)client->workload.channels, &client->calls, error);
}

/* What the users and the publisher of a server that is not ours share. */
static enum status client_foreign_begin(struct client *client, struct error *error) {
  const struct target_description *description = client->description;
  const struct client_options *options = client->options;
  uint32_t run = 0;
  if (getrandom(&run, sizeof run, 0) != sizeof run)
    return error_set(error, STATUS_ENVIRONMENT, "no random number for the run's name");
  enum status status = target_ports_read(description, options->target_ports, &client->ports, error);
  target_ports_complete(description, client->target.port, &client->ports);
  if (status == STATUS_OK && options->transcript[0])
    status = transcript_create(options->transcript, description, &client->transcript, error);
  if (status == STATUS_OK && histogram_init(&client->sent_to_received) != STATUS_OK)
    status = error_set(error, STATUS_ENVIRONMENT, "no memory for the times from the publisher");
  bool itself = description->publishing == TARGET_PUBLISHES_ITSELF;
  if (status == STATUS_OK && !itself)
    status = published_create((size_t)client->workload.channels, &client->published, error);
  client->foreign = (struct foreign){
      .description = description,
      .protocol = protocol_named(description->protocol),
      .transport = description->transports[options->transport],
      .run = run,
      .itself = itself ? description->publish : NULL,
      .published = client->published,
      .proving = !itself, /* its messages come when it likes */
      .transcript = client->transcript,
      .sent_to_received = &client->sent_to_received,
  };
  return status;
}

/* The publisher of a server that is not ours. */
static enum status client_publisher_start(struct client *client, struct error *error) {
  if (!client->description)
    return STATUS_OK;
  enum status status = client_foreign_begin(client, error);
  if (status != STATUS_OK || client->foreign.itself)
    return status;
  const struct foreign_publisher_plan plan = {.options = client->options,
                                              .workload = &client->workload,
                                              .target = &client->target,
                                              .description = client->description,
                                              .ports = &client->ports,
                                              .published = client->published,
                                              .transcript = client->transcript,
                                              .run = client->foreign.run};
  return foreign_publisher_start(&plan, &client->publisher, error);
}

/* What comes before is shared with the other processes, what comes behind has each for itself: no
 * library, loop or socket outlives a fork. */
static enum status client_crew_start(struct client *client, struct error *error) {
  const struct client_options *options = client->options;
  uint32_t processes = options->client_processes > 0 ? (uint32_t)options->client_processes : 1;
  enum status status = crew_start(processes, &client->crew, error);
  client->crowd.deal =
      deal_of((uint64_t)options->clients, crew_process(client->crew), crew_processes(client->crew));
  return status;
}

static enum status client_parts_create(struct client *client, struct error *error) {
  size_t channels = (size_t)client->workload.channels;
  enum status status = client_records_create(client, channels, error);
  if (status == STATUS_OK)
    status = client_crew_start(client, error);
  if (status == STATUS_OK)
    status = http_libraries_init(error);
  if (status != STATUS_OK)
    return status;
  client->library = true;
  status = loop_create(&client->loop, error);
  client->crowd.network.loop = client->loop;
  if (status == STATUS_OK)
    status = sockets_init(&client->sockets, client->loop, sockets_capacity(), error);
  if (status == STATUS_OK)
    status = phases_init(&client->phases, client->loop, channels, error);
  if (status == STATUS_OK)
    status = client_publisher_start(client, error);
  if (status == STATUS_OK)
    status = client_calls_create(client, error);
  client->faults.calls = client->calls;
  if (status == STATUS_OK)
    status = client_carriers_create(client, error);
  return status;
}

enum status client_workload(const struct client_options *options, struct workload *out,
                            struct error *error) {
  struct trace trace = {.channels = 0};
  bool traced = options->workload == WORKLOAD_TRACE;
  if (traced && options->trace[0] == '\0')
    return error_set(error, STATUS_USAGE, "workload trace needs --trace FILE");
  enum status status = traced ? trace_load(options->trace, &trace, error) : STATUS_OK;
  if (status != STATUS_OK)
    return status;
  const struct workload_plan plan = {.kind = options->workload,
                                     .clients = options->clients,
                                     .channels = options->channels,
                                     .trace_channels = (int64_t)trace.channels,
                                     .room_users = options->room_users,
                                     .editors = options->editors,
                                     .payload_bytes = options->payload_bytes,
                                     .payload_bytes_max = options->payload_bytes_max};
  trace_release(&trace);
  return workload_make(&plan, out, error);
}

enum status client_open(struct client *client, const struct client_options *options,
                        const struct workload *workload, const struct client_addresses *addresses,
                        const struct target_description *description, struct error *error) {
  *client = (struct client){.options = options,
                            .workload = *workload,
                            .target = addresses->target,
                            .control = addresses->control,
                            .description = description};
  client_crowd_begin(client);
  client->crowd.network.first_address = addresses->first_user;
  client->crowd.network.addresses = addresses->user_count;
  enum status status = client_parts_create(client, error);
  if (status != STATUS_OK)
    client_release(client);
  return status;
}

enum status client_users_create(struct client *client, const struct server_channel *channels,
                                struct error *error) {
  struct crowd *crowd = &client->crowd;
  size_t count = crowd->deal.count;
  crowd->users = calloc(count, sizeof *crowd->users);
  if (!crowd->users)
    return error_set(error, STATUS_ENVIRONMENT, "no memory for %zu users", count);
  for (size_t i = 0; i < count; i++) {
    uint32_t id = deal_user(&crowd->deal, i);
    uint64_t newest = channels[workload_channel_of(&client->workload, id)].newest;
    enum status status = user_init(&crowd->users[i], crowd, id, newest, error);
    if (status != STATUS_OK)
      return status;
    crowd->count++;
  }
  return STATUS_OK;
}

enum status client_transcript_finish(struct client *client, struct error *error) {
  struct transcript *transcript = client->transcript;
  client->transcript = client->foreign.transcript = NULL;
  return transcript_finish(transcript, error);
}

/* Also after a client_open that failed half-way. The libraries are released first, while the parts
 * that they call are still there. */
void client_release(struct client *client) {
  struct crowd *crowd = &client->crowd;
  crew_destroy(client->crew);
  foreign_publisher_destroy(client->publisher);
  http_destroy(crowd->http);
  if (crowd->websockets)
    client->websocket_library->destroy(crowd->websockets);
  heartbeat_destroy(crowd->heartbeat);
  writers_destroy(crowd->writers);
  tls_destroy(client->tls);
  server_calls_destroy(client->calls);
  for (size_t i = 0; i < crowd->count; i++)
    user_release(&crowd->users[i]);
  free(crowd->users);
  published_destroy(client->published);
  histogram_release(&client->sent_to_received);
  transcript_finish(client->transcript, NULL);
  phases_release(&client->phases);
  client_faults_release(&client->faults);
  record_release(&client->record);
  life_release(&client->life);
  queueing_release(&client->queueing);
  sockets_release(&client->sockets);
  loop_destroy(client->loop);
  if (client->library)
    http_libraries_cleanup();
}

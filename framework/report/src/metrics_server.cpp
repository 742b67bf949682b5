#include "metrics_server.hpp"

#include <fmt/format.h>

#include "http_listener.hpp"

namespace flowrun::report {

MetricsServer::MetricsServer(const graph::Plan& plan) : MetricsOutput(plan) {}

MetricsServer::~MetricsServer() = default;

base::Result<std::unique_ptr<MetricsOutput>> MetricsServer::make(const MetricsAddress& address,
                                                                 const graph::Plan& plan) {
  std::unique_ptr<MetricsServer> server(new MetricsServer(plan));
  auto listener = HttpListener::make(
      address.host, address.port,
      {.path = "/metrics",
       .content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8",
       .text = [&metrics = server->metrics()] { return metrics.text(MetricsFormat::openmetrics); }});
  if (!listener)
    return base::failure(fmt::format("cannot show metrics at {}:{}", address.host, address.port),
                         listener.error(), "name another port, or 0 for any that is free");
  server->listener_ = std::move(*listener);
  return server;
}

std::string MetricsServer::url() const { return listener_->url(); }

base::Result<void> MetricsServer::close() {
  listener_.reset();
  return {};
}

}  // namespace flowrun::report
